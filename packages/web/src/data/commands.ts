import { jsonLines } from "@caterva2/client";
import { isRecord } from "./facts.ts";
import { Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { isAbort } from "./remote-port.ts";
import { reach, recordOf, type Send, sendJson } from "./send-json.ts";
import { apiUrl } from "./urls.ts";

/** Port: what changes the repository. Paths are `@root/dir/name`. Each call answers the path that came of it. */
export interface CommandPort {
  remove(path: string): Promise<string>;
  /** `to` may be a folder, or the new path. */
  move(from: string, to: string): Promise<string>;
  copy(from: string, to: string): Promise<string>;
  makeFolder(path: string): Promise<string>;
  loadFromUrl(path: string, url: string): Promise<string>;
  /** Every array of an HDF5 file as a file of its own in a folder beside it; aborted, the server stops. */
  unfold(path: string, follow?: Follow): Promise<string>;
  addNotebook(path: string): Promise<string>;
  /** Aborted while values are computed it stops the server's work, and nothing is stored. */
  lazyExpression(wish: ExpressionWish, follow?: Follow): Promise<string>;
  /** What an expression would be, without keeping it. @throws Failure that says where it is wrong */
  preview(wish: ExpressionWish): Promise<ExpressionPreview>;
  /** For superusers. The answers are texts for people. */
  addUser(email: string, password: string | undefined): Promise<string>;
  deleteUser(email: string): Promise<string>;
  listUsers(): Promise<readonly string[]>;
}

/** An expression over named arrays. */
export interface ExpressionWish {
  /** Of the result in `@personal`, without suffix. */
  readonly name: string;
  readonly expression: string;
  readonly operands: Readonly<Record<string, string>>;
  /** Whether the values are to be stored. */
  readonly compute: boolean;
}

/** How somebody takes part in what takes long. */
export interface Follow {
  readonly signal?: AbortSignal | undefined;
  /** Told how far it is: `done` of `total`, in no particular unit; undefined where nobody knows. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/** What an expression results in. */
export interface ExpressionPreview {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of the result, in bytes. */
  readonly nbytes: number;
  /** Items that are read and computed for it, roughly. */
  readonly cost: number;
  /** Its values are stored whether that is asked for or not. */
  readonly computed: boolean;
}

/** The commands of the server that this page came from. */
export function createCommands(send: Send = (url, init) => fetch(url, init)): CommandPort {
  const run = async (url: string, body?: unknown): Promise<string> => {
    const answer = await sendJson(send, "POST", url, body);
    if (typeof answer !== "string")
      throw new Failure({ code: "request.invalid", message: "The server named no path." });
    return answer;
  };
  return {
    remove: (path) => run(apiUrl("remove", path)),
    move: (src, dst) => run(`${apiUrl("move")}/`, { src, dst }),
    copy: (src, dst) => run(`${apiUrl("copy")}/`, { src, dst }),
    makeFolder: (path) => run(apiUrl("makedir", path)),
    unfold: (path, follow = {}) => followed(send, apiUrl("unfold", path), undefined, follow),
    addNotebook: (path) => run(apiUrl("addnotebook", path)),
    lazyExpression: (wish, follow = {}) => followed(send, `${apiUrl("lazyexpr")}/`, expressionBody(wish), follow),
    async preview(wish) {
      const answer = recordOf(await sendJson(send, "POST", `${apiUrl("preview_expression")}/`, expressionBody(wish)));
      const shape = Array.isArray(answer.shape) ? answer.shape.map(Number) : [];
      const { dtype, nbytes, cost, computed } = answer;
      return { shape, dtype: String(dtype), nbytes: Number(nbytes), cost: Number(cost), computed: computed === true };
    },
    addUser: (username, password) =>
      run(`${apiUrl("adduser")}/`, { username, password: password ?? null, superuser: false }),
    async deleteUser(email) {
      return String(await sendJson(send, "GET", apiUrl("deluser", email)));
    },
    async listUsers() {
      const answer = await sendJson(send, "GET", `${apiUrl("listusers")}/`);
      return Array.isArray(answer) ? answer.filter(isRecord).map((user) => String(user.email)) : [];
    },
    loadFromUrl: async (path, url) => {
      const body = new URLSearchParams({ remote_url: url });
      const response = await reach(send, apiUrl("load_from_url", path), { method: "POST", body });
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok && typeof answer === "string") return answer;
      throw refusal(response.status, answer);
    },
  };
}

/** Asks for what takes long. The server tells how far it is, a line at a time, and then the path. */
async function followed(send: Send, url: string, body: unknown, { signal, onProgress }: Follow): Promise<string> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const headers = { ...json, accept: `${LINES}, application/json` };
  const init = { method: "POST", headers, signal: signal ?? null };
  const response = await reach(send, url, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  if (!response.ok || response.body === null || !response.headers.get("content-type")?.startsWith(LINES)) {
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && typeof answer === "string") return answer;
    throw refusal(response.status, answer);
  }
  try {
    for await (const line of jsonLines(response.body)) {
      const { done, total, path, code } = recordOf(line);
      if (typeof path === "string") return path;
      if (code !== undefined) throw refusal(response.status, line);
      onProgress?.(Number(done), typeof total === "number" ? total : undefined);
    }
  } catch (error) {
    if (error instanceof Failure || isAbort(error)) throw error;
  }
  throw new Failure({ code: "source.unreadable", message: "The connection broke off." });
}

const LINES = "application/x-ndjson";

/** The body of the contract, in which nothing may be missing. */
function expressionBody({ name, expression, operands, compute }: ExpressionWish) {
  return { name, expression, operands, compute, func: null, dtype: null, shape: null };
}
