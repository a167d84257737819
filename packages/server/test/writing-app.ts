import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import type { Caller } from "@caterva2/repository";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { buildApp } from "../src/app.ts";
import { setCaller } from "../src/http/request.ts";
import { openRepository } from "../src/open-repository.ts";
import { openWriter, type WriterSettings } from "../src/open-writer.ts";
import { prepareStateDirectory } from "../src/state-directory.ts";
import { directPool } from "./memory-repository.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const ALL = { public: "write", shared: "write", personal: "write" } as const;

/** The user whose id is made of one hexadecimal digit. */
export function userOf(digit: string): Caller {
  return { kind: "user", id: idOf(digit), superuser: false, access: ALL };
}

export function idOf(digit: string): string {
  return `${digit.repeat(8)}-0000-0000-0000-000000000000`;
}

/** Stands in for sign-in: the header `x-test-user` is believed. */
export function believeHeader(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const user = request.headers["x-test-user"];
    if (typeof user === "string") setCaller(request, userOf(user));
  });
}

/** The whole HTTP service over a state directory of its own; jobs run in this thread. */
export async function writingApp(settings: Omit<WriterSettings, "stateDirectory"> = {}) {
  const stateDirectory = await mkdtemp(join(tmpdir(), "writes-"));
  await prepareStateDirectory(stateDirectory);
  const pool = directPool(openRepository(stateDirectory, codec), []);
  const writer = openWriter({ ...settings, stateDirectory }, pool);
  const repository = openRepository(stateDirectory);
  const app = buildApp({ repository, pool, writer }, { web: undefined, signIn: believeHeader });
  return {
    app,
    stateDirectory,
    /** All files of the state directory but those that every one has. */
    async files(): Promise<string[]> {
      const entries = await readdir(stateDirectory, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(stateDirectory.length + 1));
      return paths.filter((path) => path !== "db.json" && path !== "peer_id").sort();
    },
    async close(): Promise<void> {
      await app.close();
      await rm(stateDirectory, { recursive: true });
    },
  };
}

export type WritingApp = Awaited<ReturnType<typeof writingApp>>;

const BOUNDARY = "test-boundary-0123";

/** The headers and body of a form with one file. `name` stands in the form as it is. */
export function form(content: string | Uint8Array, name = "file.bin", field = "file") {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  return { headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` }, payload };
}

/** Posts as a user; by default the one of the digit `a`. */
export async function post(
  { app }: Pick<WritingApp, "app">,
  url: string,
  body: { headers?: Record<string, string>; payload?: Buffer | string } = {},
  user: string | undefined = "a",
): Promise<LightMyRequestResponse> {
  const headers = { ...body.headers, ...(user && { "x-test-user": user }) };
  return app.inject({ method: "POST", url, headers, ...(body.payload !== undefined && { payload: body.payload }) });
}

export async function get({ app }: Pick<WritingApp, "app">, url: string, user = "a"): Promise<LightMyRequestResponse> {
  return app.inject({ url, headers: { "x-test-user": user } });
}
