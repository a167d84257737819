import { areBlocksApart, joinBlocks, storedBlocks } from "../chunk/blocks-apart.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkHeader, EncodeParams } from "../chunk/types.ts";
import type { SChunkEdit } from "./edit.ts";
import { isZero, RAW_BELOW } from "./encode-parts.ts";

/** New content for a block of a chunk. */
export interface BlockChange {
  readonly block: number;
  /** Whether nothing of what the block has held stays. */
  readonly whole: boolean;
  /** Writes what is new over what the block has held. */
  write(content: Uint8Array): void;
  /** All of the new content as it is to be stored, longer than {@link MOST_OF_RUNS}: then nothing is written. */
  readonly encoded?: Uint8Array | undefined;
}

/** Blocks of a chunk beyond which it is made anew: each takes some memory here, however short it is. */
export const MOST_BLOCKS = 65_536;

/** Most bytes of an encoded stream that is one byte over and over; times the bytes of an item, of a block. */
export const MOST_OF_RUNS = 5;

/** The blocks of a chunk before a change, as they are stored, or zeros. */
type Stored = { readonly header: ChunkHeader; readonly blocks: readonly Uint8Array[] } | "zeros";

/**
 * Changes blocks of a chunk and leaves the others as they are stored: they are neither decoded nor encoded. `cleared`:
 * all else becomes zeros. @returns false, and does nothing, where the chunk has to be made anew as a whole
 */
export async function changeBlocks(
  edit: SChunkEdit,
  nchunk: number,
  changes: readonly BlockChange[],
  cleared: boolean,
): Promise<boolean> {
  const { blocksize } = edit;
  if (edit.variable || blocksize < 1) return false;
  const nbytes = await edit.chunkSize(nchunk);
  const count = Math.ceil(nbytes / blocksize);
  const params = edit.encodeParams(blocksize);
  if (nbytes < RAW_BELOW || count > MOST_BLOCKS || !areBlocksApart(params)) return false;
  const stored = cleared ? "zeros" : await storedBy(edit, nchunk, params);
  if (stored === undefined) return false;

  const lengthOf = (block: number) => Math.min(blocksize, nbytes - block * blocksize);
  const { encoded, zeros } = await encodeChanged(edit, params, changes, stored, lengthOf);
  if (zeros) {
    edit.slots.set(nchunk, edit.slotOfZeros(nbytes));
    return true;
  }
  // One value over and over has a form of its own.
  if (changes.length === count && encoded.every(({ length }) => length <= MOST_OF_RUNS * params.typesize)) return false;
  const changed = new Map(changes.map(({ block }, index) => [block, encoded[index] ?? new Uint8Array(0)]));
  const empty = emptyBlocks(edit, params);
  const kept = (block: number) => (stored === "zeros" ? empty(lengthOf(block)) : stored.blocks[block]);
  const blocks = Array.from({ length: count }, (_, block) => changed.get(block) ?? kept(block) ?? new Uint8Array(0));
  const chunk = joinBlocks(blocks, nbytes, params);
  if (chunk !== undefined) edit.slots.set(nchunk, { kind: "added", chunk });
  return chunk !== undefined;
}

/** The changed blocks, encoded where they are not yet, and whether the whole chunk is zeros now. */
async function encodeChanged(
  { codec, encoder }: SChunkEdit,
  params: EncodeParams,
  changes: readonly BlockChange[],
  stored: Stored,
  lengthOf: (block: number) => number,
): Promise<{ encoded: readonly Uint8Array[]; zeros: boolean }> {
  const open = changes.filter(({ encoded }) => encoded === undefined);
  let zeros = stored === "zeros" && open.length === changes.length;
  const lengths = open.map(({ block }) => lengthOf(block));
  const made = await encoder.encode(codec, params, lengths, (index, content) => {
    const change = open[index];
    if (change === undefined) return;
    if (stored !== "zeros" && !change.whole) {
      const bytes = stored.blocks[change.block] ?? new Uint8Array(0);
      content.set(codec.decodeBlock(stored.header, change.block, bytes, {}));
    }
    change.write(content);
    zeros &&= isZero(content);
  });
  let next = 0;
  return { encoded: changes.map(({ encoded }) => encoded ?? made[next++] ?? new Uint8Array(0)), zeros };
}

/** The blocks of a chunk as they are stored; undefined where they cannot stay. */
async function storedBy(edit: SChunkEdit, nchunk: number, params: EncodeParams): Promise<Stored | undefined> {
  const { kind } = edit.slots.at(nchunk);
  if (kind === "zeros" || kind === "uninit") return "zeros";
  if (kind === "nan") return undefined;
  const bytes = await edit.chunkBytes(nchunk);
  const header = parseChunkHeader(bytes);
  if (header.special === "zeros" || header.special === "uninit") return "zeros";
  const blocks = storedBlocks(header, bytes, params);
  return blocks && { header, blocks };
}

/** Encoded blocks of zeros by their length: there are two lengths at most. */
function emptyBlocks({ codec }: SChunkEdit, params: EncodeParams): (length: number) => Uint8Array {
  const made = new Map<number, Uint8Array>();
  return (length) => {
    const block = made.get(length) ?? codec.encodeBlock(new Uint8Array(length), params);
    made.set(length, block);
    return block;
  };
}
