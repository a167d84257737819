import { isRecord } from "./facts.ts";
import { Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { apiUrl } from "./urls.ts";

/** Port: what changes the repository. Paths are `@root/dir/name`. Each call answers the path that came of it. */
export interface CommandPort {
  remove(path: string): Promise<string>;
  /** `to` may be a folder, or the new path. */
  move(from: string, to: string): Promise<string>;
  copy(from: string, to: string): Promise<string>;
  makeFolder(path: string): Promise<string>;
  loadFromUrl(path: string, url: string): Promise<string>;
}

export type Send = (url: string, init: RequestInit) => Promise<Response>;

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
    loadFromUrl: async (path, url) => {
      const body = new URLSearchParams({ remote_url: url });
      const response = await reach(send, apiUrl("load_from_url", path), { method: "POST", body });
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok && typeof answer === "string") return answer;
      throw refusal(response.status, answer);
    },
  };
}

/** Sends JSON and answers the JSON that comes back; undefined for an empty answer. @throws Failure */
export async function sendJson(send: Send, method: string, url: string, body?: unknown): Promise<unknown> {
  const json =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await reach(send, url, { method, ...json });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response.status, answer);
  return answer;
}

async function reach(send: Send, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch {
    throw new Failure({ code: "source.unreadable", message: "The server did not answer." });
  }
}

/** A record of an answer, or a failure that says it is none. */
export function recordOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(answer)) return answer;
  throw new Failure({ code: "request.invalid", message: "The server's answer is not of the expected form." });
}
