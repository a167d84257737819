import { CatervaError } from "@caterva2/ndarray";
import type { Caller } from "./caller.ts";
import { folderEntries } from "./folder.ts";
import { cutDepth } from "./hdf5/listing.ts";
import { fileInfo } from "./info.ts";
import { groupInfo, opaqueInfo } from "./info-plain.ts";
import { NameLister, pageOf } from "./list.ts";
import { onceMore } from "./once-more.ts";
import type { RepositoryParts } from "./parts.ts";
import { type Found, type FoundMember, hdf5File } from "./resolve.ts";
import type { FolderEntry, InfoAnswer, NamesPage, NamesQuery, Repository } from "./types.ts";

/** What is where: lists of names, folders, descriptions. */
export class Browse implements Pick<Repository, "list" | "names" | "folder" | "info"> {
  readonly #parts: RepositoryParts;
  readonly #lister: NameLister;

  /** @param keptBytes of names that are kept */
  constructor(parts: RepositoryParts, keptBytes: number) {
    this.#parts = parts;
    this.#lister = new NameLister(keptBytes);
  }

  /** Bytes of names that are kept. */
  get keptBytes(): number {
    return this.#lister.keptBytes;
  }

  async list(caller: Caller, path: string): Promise<string[]> {
    const found = await this.#parts.find(caller, path);
    if (found.kind === "directory" && !found.opaque) return this.#lister.all(found);
    return onceMore(() => this.#namesWithin(found));
  }

  async names(caller: Caller, path: string, query: NamesQuery): Promise<NamesPage> {
    const found = await this.#parts.find(caller, path);
    if (found.kind === "directory" && !found.opaque) return this.#lister.page(found, query);
    const names = await onceMore(() => this.#namesWithin(found));
    return pageOf(query.depth === undefined ? names : cutDepth(names, query.depth), query);
  }

  async folder(caller: Caller, path: string): Promise<FolderEntry[]> {
    const { find, hdf5 } = this.#parts;
    const found = await find(caller, path);
    if (found.kind === "directory" && !found.opaque) return folderEntries(found);
    if (found.kind === "member") return onceMore(() => hdf5.folder(found.file, found.inner));
    const file = hdf5File(found);
    if (file !== undefined) return onceMore(() => hdf5.folder(file, ""));
    throw new CatervaError("dataset.wrong_kind", "This is not a directory.");
  }

  async info(caller: Caller, path: string): Promise<InfoAnswer> {
    const { find, hdf5 } = this.#parts;
    return onceMore(async () => {
      const found = await find(caller, path);
      if (found.kind === "member") return hdf5.info(found);
      const file = hdf5File(found);
      if (file !== undefined) return hdf5.fileInfo(file);
      if (found.kind === "file") return fileInfo(this.#parts, caller, found);
      return { info: found.opaque ? opaqueInfo(found.entry) : await groupInfo(found), etag: undefined };
    });
  }

  /** The names in a container, or below a path in one; a file that is none lists as its own name. */
  async #namesWithin(found: Found | FoundMember): Promise<string[]> {
    const { hdf5 } = this.#parts;
    if (found.kind === "member") return hdf5.names(found);
    const file = hdf5File(found);
    return file === undefined ? [found.name] : hdf5.fileNames(file);
  }
}
