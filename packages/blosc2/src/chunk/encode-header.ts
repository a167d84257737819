import { formatOf, usesDelta } from "./codecs.ts";
import { type EncodePlan, splitsBlocks } from "./encode-plan.ts";
import { EXTENDED_FLAG, FLAG, SPECIAL_KINDS, VARIABLE_BLOCKS_VERSION } from "./header.ts";
import type { SpecialKind } from "./types.ts";

const FORMAT_VERSION = 5;
/** Version byte of the codec's own format: 1 for all of them. */
const CODEC_VERSION = 1;

/** What encoding came to. */
export interface Outcome {
  readonly nbytes: number;
  readonly cbytes: number;
  readonly memcpyed: boolean;
  readonly special: SpecialKind;
  readonly hasDictionary?: boolean;
  /** Number of blocks of variable length. */
  readonly nblocks?: number;
}

/** Writes the extended header of a chunk. */
export function writeHeader(chunk: Uint8Array, plan: EncodePlan, outcome: Outcome): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let flags = FLAG.shuffle | FLAG.bitshuffle | (formatOf(plan.codec) << 5);
  if (usesDelta(plan.filters)) flags |= FLAG.delta;
  if (outcome.memcpyed) flags |= FLAG.memcpyed;
  const variable = outcome.nblocks !== undefined;
  if (variable || !splitsBlocks(plan)) flags |= FLAG.dontSplit;
  chunk.set([variable ? VARIABLE_BLOCKS_VERSION : FORMAT_VERSION, CODEC_VERSION, flags, plan.typesize]);
  view.setInt32(4, outcome.nbytes, true);
  view.setInt32(8, outcome.nblocks ?? plan.blocksize, true);
  view.setInt32(12, outcome.cbytes, true);
  chunk.set(plan.filters, 0x10);
  chunk.set([plan.udCodec, plan.codecMeta], 0x16);
  chunk.set(plan.filtersMeta, 0x18);
  const special: readonly SpecialKind[] = SPECIAL_KINDS;
  chunk[0x1e] = variable ? EXTENDED_FLAG.variableBlocks : 0;
  chunk[0x1f] = (special.indexOf(outcome.special) << 4) | (outcome.hasDictionary ? EXTENDED_FLAG.dictionary : 0);
}
