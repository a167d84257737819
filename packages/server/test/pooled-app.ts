import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStorage } from "@caterva2/storage";
import type { FastifyInstance } from "fastify";
import { buildApp } from "../src/app.ts";
import { openRepository } from "../src/open-repository.ts";
import { openWriter } from "../src/open-writer.ts";
import { prepareStateDirectory } from "../src/state-directory.ts";
import { WorkerPool } from "../src/workers/pool.ts";
import { believeHeader } from "./writing-app.ts";

export interface PooledApp {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly pool: WorkerPool;
  /** Stores a file in @public. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Makes a lazy array as a user; answers the status and the body. */
  lazy(path: string, expression: string, more?: LazyMore): Promise<{ status: number; body: { detail: string } }>;
  /** All files of @public, unfinished ones included. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

interface LazyMore {
  readonly operands?: Readonly<Record<string, string>>;
  readonly compute?: boolean;
}

/** The whole HTTP service over a state directory of its own, listening, with worker threads. */
export async function pooledApp(): Promise<PooledApp> {
  const stateDirectory = await mkdtemp(join(tmpdir(), "pooled-"));
  await prepareStateDirectory(stateDirectory);
  const pool = new WorkerPool({ stateDirectory, threads: 2 });
  const repository = openRepository(stateDirectory);
  const writer = openWriter({ stateDirectory }, pool);
  const app = buildApp({ repository, pool, writer }, { web: undefined, signIn: believeHeader });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    app,
    url,
    pool,
    async put(key, bytes) {
      const draft = await fsStorage(join(stateDirectory, "public")).draft();
      await draft.append(bytes);
      await draft.commit(key);
    },
    async lazy(path, expression, { operands = {}, compute = false } = {}) {
      const body = { name: null, expression, func: null, operands, dtype: null, shape: null, compute };
      const headers = { "content-type": "application/json", "x-test-user": "a" };
      const answer = await fetch(`${url}/api/upload_lazyarr/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    },
    async files() {
      const entries = await readdir(join(stateDirectory, "public"), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    async close() {
      await app.close();
      await pool.close();
      await rm(stateDirectory, { recursive: true });
    },
  };
}
