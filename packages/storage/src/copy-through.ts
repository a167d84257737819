import { CatervaError } from "@caterva2/ndarray";
import { childKey } from "./key.ts";
import type { Storage } from "./types.ts";
import type { Draft, WritableStorage } from "./writing.ts";

/** Copies between storages of different drivers, through this process. @throws path.not_found */
export async function copyThrough(
  source: Storage,
  from: string,
  target: Pick<WritableStorage, "draft" | "makeDirectory">,
  to: string,
): Promise<void> {
  const entry = await source.stat(from);
  if (entry === undefined) throw new CatervaError("path.not_found", "There is nothing at this path.");
  if (entry.kind === "file") return copyFileThrough(source, from, await target.draft(), to);
  await target.makeDirectory(to);
  for (const { name } of await source.names(from)) {
    await copyThrough(source, childKey(from, name), target, childKey(to, name));
  }
}

async function copyFileThrough(source: Storage, from: string, draft: Draft, to: string): Promise<void> {
  try {
    const file = await source.open(from);
    try {
      for await (const piece of file.stream(0, file.size)) await draft.append(piece);
    } finally {
      await file.close();
    }
    await draft.commit(to);
  } finally {
    await draft.discard();
  }
}
