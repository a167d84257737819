import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CatervaError } from "@caterva2/ndarray";
import type { PublishTarget } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";

/** Publishes into a directory of this machine: `file:///srv/out`, or its path. @throws usage.invalid for other places */
export function fileTarget(publishRoot: string): PublishTarget {
  const directory = directoryOf(publishRoot);
  const storage = fsStorage(directory);
  return {
    urlOf: (path) => `${publishRoot.replace(/\/+$/, "")}/${path}`,
    async store(path, file) {
      await makeDirectory(directory);
      const draft = await storage.draft();
      try {
        for await (const piece of file.stream(0, file.size)) await draft.append(piece);
        await draft.commit(path);
      } finally {
        await draft.discard();
      }
    },
    recover: () => storage.recover(),
  };
}

/** @throws storage.read_only, for whatever is in the way: paths of the machine stay here */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new CatervaError("storage.read_only", "The place where arrays are published takes no writes.", { cause });
  }
}

function directoryOf(publishRoot: string): string {
  // One letter is a drive.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(publishRoot)?.[1]?.toLowerCase();
  if (scheme === undefined && publishRoot.trim() !== "") return resolve(publishRoot);
  if (scheme === "file" && URL.canParse(publishRoot)) {
    const path = pathOf(new URL(publishRoot));
    if (path !== undefined) return path;
  }
  throw new CatervaError(
    "usage.invalid",
    `publish_root: arrays cannot be published to ${publishRoot}. Use a directory, or its URL as file:///srv/published.`,
  );
}

function pathOf(url: URL): string | undefined {
  if (url.host !== "" || url.search !== "" || url.hash !== "") return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    // It has a slash in one of its names.
    return undefined;
  }
}
