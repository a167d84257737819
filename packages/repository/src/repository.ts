import { CatervaError } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import { etagOf } from "./etag.ts";
import { folderEntries } from "./folder.ts";
import { listFiles } from "./list.ts";
import { mediaType } from "./media-types.ts";
import { locate, type RootStorages, visibleRoots } from "./path.ts";
import { type FoundFile, resolve, resolveFile } from "./resolve.ts";
import type { FileFacts, Repository } from "./types.ts";

export interface RepositoryOptions {
  readonly roots: RootStorages;
}

/** A repository over the storages of its roots. */
export function createRepository({
  roots,
}: RepositoryOptions): Pick<Repository, "roots" | "list" | "folder" | "file" | "openStored"> {
  return {
    roots: visibleRoots,
    async list(caller, path) {
      const found = await resolve(locate(roots, caller, path));
      if (found.kind === "file" || found.opaque) return [found.name];
      const files = await listFiles(found.storage, found.key, found.entry.version);
      return files.map((file) => file.name);
    },
    async folder(caller, path) {
      const found = await resolve(locate(roots, caller, path));
      if (found.kind === "file" || found.opaque) {
        throw new CatervaError("dataset.wrong_kind", "This is not a directory.");
      }
      return folderEntries(found);
    },
    async file(caller, path) {
      return fileFacts(path, await resolveFile(locate(roots, caller, path)));
    },
    async openStored(caller, path): Promise<StoredFile> {
      const found = await resolveFile(locate(roots, caller, path));
      return found.storage.open(found.key);
    },
  };
}

function fileFacts(path: string, found: FoundFile): FileFacts {
  const { entry, name, stored } = found;
  const { size: storedSize, mtimeNs } = entry;
  return { path, stored, storedSize, mtimeNs, etag: etagOf(entry), mediaType: mediaType(name) };
}
