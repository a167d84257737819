import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CatervaError } from "@caterva2/ndarray";
import type { PublishTarget } from "@caterva2/repository";
import type { StoredFile } from "@caterva2/storage";

/**
 * Publishes into a directory of this machine: `file:///srv/out`, or its path. A copy is made under a name that ends in
 * `.partial` and renamed when it is on disk. @throws usage.invalid for other places
 */
export function fileTarget(publishRoot: string): PublishTarget {
  const directory = directoryOf(publishRoot);
  return {
    urlOf: (path) => `${publishRoot.replace(/\/+$/, "")}/${path}`,
    store: (path, file) => store(join(directory, path), file),
  };
}

function directoryOf(publishRoot: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(publishRoot)?.[1]?.toLowerCase();
  if (scheme === undefined && publishRoot.trim() !== "") return resolve(publishRoot);
  if (scheme === "file" && URL.canParse(publishRoot)) {
    const url = new URL(publishRoot);
    if (url.host === "" && url.search === "" && url.hash === "") return fileURLToPath(url);
  }
  throw new CatervaError(
    "usage.invalid",
    `Arrays cannot be published to ${publishRoot}: use a directory or a file: URL.`,
  );
}

async function store(target: string, file: StoredFile): Promise<void> {
  const directory = dirname(target);
  const partial = `${target}.${randomBytes(16).toString("hex")}.partial`;
  try {
    await mkdir(directory, { recursive: true });
    await write(partial, file);
    await rename(partial, target);
    await flush(directory);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw publishFailure(error);
  }
  await removeAbandoned(target);
}

async function write(path: string, file: StoredFile): Promise<void> {
  const handle = await open(path, "wx");
  try {
    for await (const piece of file.stream(0, file.size)) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Old enough that no attempt can still be at it: a file of this age was left by a server that was killed. */
const ABANDONED_MS = 24 * 3600 * 1000;

/** Removes copies of this target that nobody finishes. */
async function removeAbandoned(target: string): Promise<void> {
  const name = basename(target);
  const directory = dirname(target);
  for (const other of await readdir(directory)) {
    if (!other.startsWith(`${name}.`) || !/\.[0-9a-f]{32}\.partial$/.test(other)) continue;
    const path = join(directory, other);
    const handle = await open(path).catch(() => undefined);
    const age = Date.now() - ((await handle?.stat())?.mtimeMs ?? Date.now());
    await handle?.close();
    if (age > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function publishFailure(error: unknown): Error {
  if (error instanceof CatervaError) return error;
  const system = error instanceof Error && "code" in error ? String(error.code) : "";
  if (system === "ENOSPC" || system === "EDQUOT") {
    return new CatervaError("storage.full", "No room is left where arrays are published.", { cause: error });
  }
  return new CatervaError("storage.read_only", `The array cannot be published (${system || "unknown"}).`, {
    cause: error,
  });
}
