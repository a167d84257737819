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
      await mkdir(directory, { recursive: true });
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
