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
}

/** Blocks of a chunk beyond which it is made anew: each takes some memory here, however short it is. */
const MOST_BLOCKS = 65_536;

/** The content of a chunk before a change, block by block: as they are stored, or zeros. */
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
  const { blocksize, codec } = edit;
  if (edit.variable) return false;
  const nbytes = await edit.chunkSize(nchunk);
  const count = Math.ceil(nbytes / blocksize);
  const params = edit.encodeParams(blocksize);
  const few = changes.length < count && count <= MOST_BLOCKS && nbytes >= RAW_BELOW;
  if (!few || !areBlocksApart(params)) return false;
  const stored = cleared ? "zeros" : await storedBy(edit, nchunk, params);
  if (stored === undefined) return false;

  const encoded = new Map<number, Uint8Array>();
  const lengthOf = (block: number) => Math.min(blocksize, nbytes - block * blocksize);
  let zeros = stored === "zeros";
  for (const { block, whole, write } of changes) {
    const content =
      stored === "zeros" || whole
        ? new Uint8Array(lengthOf(block))
        : codec.decodeBlock(stored.header, block, stored.blocks[block] ?? new Uint8Array(0), {}).slice();
    write(content);
    zeros &&= isZero(content);
    encoded.set(block, codec.encodeBlock(content, params));
  }
  if (zeros) {
    edit.slots.set(nchunk, edit.slotOfZeros(nbytes));
    return true;
  }
  const empty = emptyBlocks(edit, params);
  const kept = (block: number) => (stored === "zeros" ? empty(lengthOf(block)) : stored.blocks[block]);
  const blocks = Array.from({ length: count }, (_, block) => encoded.get(block) ?? kept(block) ?? new Uint8Array(0));
  const chunk = joinBlocks(blocks, nbytes, params);
  if (chunk !== undefined) edit.slots.set(nchunk, { kind: "added", chunk });
  return chunk !== undefined;
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
