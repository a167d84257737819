/**
 * JPEG 2000 Part 1 (ITU-T T.800): what of a decoder is work on numbers. The host reads headers and packets
 * (src/plugins/jpeg2000) and says here which code blocks, bands and components there are.
 */
import { decodePasses } from "./block";
import { placeBlock } from "./samples";

export { SEGMENT_END } from "./block";
export { undoColour, writeSamples } from "./samples";
export { joinBands } from "./wavelet";

/** First byte of memory that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}

/** Decodes a code block into its band; see decodePasses and placeBlock. @returns whether it is one */
export function decodeBlock(
  segments: usize, count: u32, bytes: usize, columns: u32, rows: u32, planes: u32, kind: u32, style: u32,
  target: usize, stride: usize, scale: f32, shift: u32,
): bool {
  if (!decodePasses(segments, count, bytes, columns, rows, planes, kind, style)) return false;
  placeBlock(target, stride, columns, rows, scale, shift);
  return true;
}
