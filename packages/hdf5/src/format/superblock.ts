import type { ByteSource } from "@caterva2/ndarray";
import { verifyChecksum } from "./checksum.ts";
import { FieldReader } from "./fields.ts";
import { malformed, unsupported } from "./malformed.ts";
import { Metadata } from "./metadata.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Longest superblock: version 1 with offsets of 8 bytes. */
const LONGEST = 104;
const WIDTHS = [2, 4, 8];

export interface Superblock {
  readonly metadata: Metadata;
  /** Address of the root group's object header. */
  readonly root: number;
  /** Address of the superblock extension's object header. */
  readonly extension: number | undefined;
}

/** Finds and reads the superblock. @throws hdf5.malformed when the source is no HDF5 file. */
export async function readSuperblock(source: ByteSource): Promise<Superblock> {
  const start = await findSignature(source);
  const head = await source.read(start, Math.min(LONGEST, source.size - start));
  const version = head[8] ?? 0;
  if (version <= 1) return oldSuperblock(source, start, head, version);
  if (version <= 3) return newSuperblock(source, start, head);
  throw unsupported(`superblock version ${version}`);
}

/** It lies at 0, 512, 1024, 2048 and so on: the user block may be of any of these sizes. */
async function findSignature(source: ByteSource): Promise<number> {
  for (let start = 0; start + 48 <= source.size; start = start === 0 ? 512 : start * 2) {
    const bytes = await source.read(start, SIGNATURE.length);
    if (SIGNATURE.every((byte, index) => bytes[index] === byte)) return start;
  }
  throw malformed("it has no superblock, so it is no HDF5 file");
}

// The base address that is stored is that of the time of writing: the library, too, takes where the superblock is.

function oldSuperblock(source: ByteSource, start: number, head: Uint8Array, version: number): Superblock {
  const widths = checkedWidths(head[13], head[14]);
  const fields = new FieldReader(head, widths);
  fields.skip(version === 1 ? 28 : 24);
  // Base, free space, end of file, driver information; then the root's symbol table entry: name, header.
  fields.skip(5 * widths.offset);
  const root = fields.someAddress("the root group");
  return { metadata: new Metadata(source, start, widths), root, extension: undefined };
}

function newSuperblock(source: ByteSource, start: number, head: Uint8Array): Superblock {
  const widths = checkedWidths(head[9], head[10]);
  const size = 12 + 4 * widths.offset + 4;
  verifyChecksum(head.subarray(0, size), "the superblock");
  const fields = new FieldReader(head, widths);
  fields.skip(12 + widths.offset);
  const extension = fields.address();
  fields.address();
  const root = fields.someAddress("the root group");
  return { metadata: new Metadata(source, start, widths), root, extension };
}

function checkedWidths(offset = 0, length = 0) {
  if (!WIDTHS.includes(offset) || !WIDTHS.includes(length)) throw malformed(`addresses of ${offset} bytes`);
  return { offset, length };
}
