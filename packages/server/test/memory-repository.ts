import { CatervaError } from "@caterva2/ndarray";
import { createWriter, type FileFacts, type Repository } from "@caterva2/repository";
import { type MemoryStorage, memoryStorage, type StorageEntry } from "@caterva2/storage";
import type { FastifyInstance } from "fastify";
import { type AppOptions, buildApp } from "../src/app.ts";
import type { ServerContext } from "../src/context.ts";
import type { Job } from "../src/workers/jobs.ts";
import { runJob } from "../src/workers/jobs.ts";

/**
 * A repository for tests of the HTTP layer alone: `@public` in memory. It decodes nothing; what a
 * fetch is asked comes back as its frame. Names ending in `.gz` pass for compressed ones.
 */
export function memoryRepository(storage: MemoryStorage): Repository {
  const keyOf = (path: string) => {
    if (path === "@shared" || path.startsWith("@shared/")) throw new CatervaError("root.forbidden", "Sign in.");
    if (path !== "@public" && !path.startsWith("@public/")) throw new CatervaError("root.unknown", "No such root.");
    return path.slice("@public/".length);
  };
  const entryOf = async (path: string): Promise<StorageEntry> => {
    const entry = await storage.stat(keyOf(path));
    if (entry === undefined) throw new CatervaError("path.not_found", "There is nothing at this path.");
    if (entry.kind === "directory") throw new CatervaError("dataset.wrong_kind", "This is a directory.");
    return entry;
  };
  const factsOf = async (path: string): Promise<FileFacts> => {
    const entry = await entryOf(path);
    const stored = /\.b2(nd|frame)$/.test(path) ? "frame" : path.endsWith(".gz") ? "compressed" : "plain";
    const mediaType = path.endsWith(".html") ? "text/html" : path.endsWith(".png") ? "image/png" : "text/plain";
    return {
      path,
      id: path,
      stored,
      storedSize: entry.size,
      mtimeNs: entry.mtimeNs,
      etag: `"${entry.version}"`,
      mediaType,
    };
  };
  return {
    plans: {
      plainFrame: async (_caller, bytes) => bytes,
      plainChunk: async (_caller, bytes) => bytes,
      append: undecoded,
      fill: undecoded,
      unfold: undecoded,
      lazyFrame: undecoded,
      lazyValues: undecoded,
      lazyPiece: undecoded,
      relocatedTree: async () => [],
      relocatedLazy: async () => undefined,
      lazyPreview: undecoded,
      fillFacts: undecoded,
      published: undecoded,
    },
    roots: () => ["@public"],
    list: async (_caller, path) => (await storage.list(keyOf(path))).map(({ name }) => name),
    names: async (_caller, path, { limit = 1 }) => {
      const names = (await storage.list(keyOf(path))).map(({ name }) => name);
      return { names: names.slice(0, limit), next: names[limit - 1] ?? null, total: names.length };
    },
    folder: async (_caller, path) =>
      (await storage.list(keyOf(path))).map(({ name, size }) => ({ name, kind: "file", size, mtime: "" })),
    info: async (_caller, path) => {
      const { storedSize, etag } = await factsOf(path);
      return { info: { size: storedSize }, etag };
    },
    file: async (_caller, path) => ({
      ...(await factsOf(path)),
      open: async () => ({ facts: await factsOf(path), file: await storage.open(keyOf(path)) }),
    }),
    fetch: async (_caller, path, { storedOnly: _, ...request }) => {
      const { stored, etag } = await factsOf(path);
      if (stored !== "frame") throw new CatervaError("dataset.wrong_kind", "This is not an array.");
      const asked = JSON.stringify(request);
      return asked === "{}" ? { kind: "stored", etag } : { kind: "built", frame: Buffer.from(asked) };
    },
    watch: async (_caller, path, onChange) => {
      if ((await storage.stat(keyOf(path))) === undefined) throw new CatervaError("path.not_found", "Nothing here.");
      const watch = storage.watch(keyOf(path), (key) => onChange({ path: `@public/${key}`, kind: "changed" }));
      return { complete: await watch.ready, close: () => watch.close() };
    },
    piece: undecoded,
    assist: async () => undefined,
    chunk: async (_caller, _path, nchunk) => {
      if (nchunk < 0 || nchunk > 9) throw new CatervaError("chunk.out_of_range", "There is no such chunk.");
      return Uint8Array.of(nchunk);
    },
    content: async (_caller, path) => {
      const file = await storage.open(keyOf(path));
      return { size: file.size, pieces: file.stream(0, file.size) };
    },
    keptBytes: () => ({ frames: 0, hdf5: 0, results: 0, names: 0 }),
  };
}

async function undecoded(): Promise<never> {
  throw new CatervaError("dataset.wrong_kind", "Nothing is decoded here.");
}

/** Runs jobs on the spot and keeps their names. */
export function directPool(repository: Repository, jobs: string[]): ServerContext["pool"] {
  return {
    run: async (name, args) => {
      jobs.push(name);
      // Same reason as in the pool: a name with its own arguments is a Job.
      return (await runJob(repository, { name, args } as unknown as Job)) as never;
    },
    content: (caller, path) => repository.content(caller, path),
    waiting: (lane) => (lane === "light" ? 2 : 3),
    threads: () => ({ busy: 1, idle: 2 }),
    memory: () => ({ frames: { bytes: 5, limit: 7 } }),
  };
}

export interface TestApp {
  readonly app: FastifyInstance;
  readonly storage: MemoryStorage;
  /** Names of the jobs that went to a worker, in order. */
  readonly jobs: readonly string[];
}

/** The whole HTTP service over files in memory. */
export function testApp(
  files: Readonly<Record<string, Uint8Array>>,
  options: AppOptions = { web: undefined },
): TestApp {
  const storage = memoryStorage(files);
  const repository = memoryRepository(storage);
  const jobs: string[] = [];
  const writer = createWriter({ roots: { public: storage }, planner: repository.plans });
  return { app: buildApp({ repository, pool: directPool(repository, jobs), writer }, options), storage, jobs };
}
