import type { StorageEntry, StoredFile } from "@caterva2/storage";
import { etagOf } from "./etag.ts";
import { mediaType } from "./media-types.ts";
import { type FoundFile, placeOf } from "./resolve.ts";
import type { FileFacts, StoredFacts } from "./types.ts";

/** A file that was found: its facts, and the way to its bytes, which looks for it no second time. */
export class FileAtPath implements StoredFacts {
  readonly path: string;
  readonly id: string;
  readonly stored: FileFacts["stored"];
  readonly storedSize: number;
  readonly mtimeNs: bigint;
  readonly etag: string;
  readonly mediaType: string;
  readonly #found: FoundFile;

  constructor(path: string, found: FoundFile, entry: StorageEntry = found.entry) {
    this.path = path;
    this.id = placeOf(found).id;
    this.stored = found.stored;
    this.storedSize = entry.size;
    this.mtimeNs = entry.mtimeNs;
    this.etag = etagOf(entry);
    this.mediaType = mediaType(found.name);
    this.#found = found;
  }

  async open(): Promise<{ facts: FileFacts; file: StoredFile }> {
    const { storage, key } = this.#found;
    const file = await storage.open(key);
    return { facts: new FileAtPath(this.path, this.#found, file.entry), file };
  }
}
