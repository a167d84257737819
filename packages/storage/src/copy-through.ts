import { CatervaError } from "@caterva2/ndarray";
import { checkKey, childKey } from "./key.ts";
import type { Storage } from "./types.ts";
import type { Draft, TreeFile, WritableStorage } from "./writing.ts";

/** Copies between storages of different drivers, through this process. @throws path.not_found */
export async function copyThrough(
  source: Storage,
  from: string,
  target: Pick<WritableStorage, "draft" | "makeDirectory">,
  to: string,
  changed: readonly TreeFile[] = [],
): Promise<void> {
  for (const { path } of changed) checkKey(path);
  const contents = new Map(changed.map(({ path, bytes }) => [childKey(to, path), bytes]));
  await copyEntry(source, from, target, to, contents);
}

async function copyEntry(
  source: Storage,
  from: string,
  target: Pick<WritableStorage, "draft" | "makeDirectory">,
  to: string,
  contents: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const entry = await source.stat(from);
  if (entry === undefined) throw new CatervaError("path.not_found", "There is nothing at this path.");
  if (entry.kind === "file") return copyFileThrough(source, from, await target.draft(), to, contents.get(to));
  await target.makeDirectory(to);
  for (const { name } of await source.names(from)) {
    await copyEntry(source, childKey(from, name), target, childKey(to, name), contents);
  }
}

async function copyFileThrough(
  source: Storage,
  from: string,
  draft: Draft,
  to: string,
  content: Uint8Array | undefined,
): Promise<void> {
  try {
    if (content === undefined) await appendFile(source, from, draft);
    else await draft.append(content);
    await draft.commit(to);
  } finally {
    await draft.discard();
  }
}

async function appendFile(source: Storage, key: string, draft: Draft): Promise<void> {
  const file = await source.open(key);
  try {
    for await (const piece of file.stream(0, file.size)) await draft.append(piece);
  } finally {
    await file.close();
  }
}
