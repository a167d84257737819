import type { FileInfo, GroupInfo, SchunkInfo, UnreadableInfo } from "@caterva2/protocol";
import type { StorageEntry } from "@caterva2/storage";
import { isoTime } from "./iso-time.ts";
import { listFiles } from "./list.ts";
import type { FoundDirectory } from "./resolve.ts";

/** A directory: how many files are below it, and their stored size in bytes. */
export async function groupInfo({ storage, key, entry }: FoundDirectory): Promise<GroupInfo> {
  const files = await listFiles(storage, key, entry.version);
  const size = files.reduce((sum, file) => sum + file.entry.size, 0);
  return { kind: "group", mtime: isoTime(entry.mtimeNs), size, nfiles: files.length };
}

/** A file that is not looked into. */
export function opaqueInfo(entry: StorageEntry): FileInfo {
  return { mtime: isoTime(entry.mtimeNs), size: entry.size };
}

export function unreadableInfo(entry: StorageEntry): UnreadableInfo {
  return { error: "Unrecognized format", mtime: isoTime(entry.mtimeNs) };
}

/** A file stored as it is, described as the super-chunk that clients expect: one chunk, not compressed. */
export function storedAsIsInfo(entry: StorageEntry, threads: number): SchunkInfo {
  const { size } = entry;
  const cparams = {
    codec: 5,
    codec_meta: 0,
    clevel: 0,
    filters: [0, 0, 0, 0, 0, 0],
    filters_meta: [0, 0, 0, 0, 0, 0],
    typesize: 1,
    blocksize: size,
    nthreads: threads,
    splitmode: 3,
    tuner: 0,
    use_dict: false,
    "filters, meta": [],
  };
  return {
    cbytes: size,
    chunkshape: size,
    chunksize: size,
    contiguous: true,
    cparams,
    cratio: size === 0 ? 0 : 1,
    nbytes: size,
    urlpath: null,
    vlmeta: {},
    nchunks: size === 0 ? 0 : 1,
    mtime: isoTime(entry.mtimeNs),
  };
}
