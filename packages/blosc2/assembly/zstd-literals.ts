/** Literals section of a compressed block (RFC 8878, section 3.1.1.3.1). */
import { SLACK } from "./limits";
import { decodeFourStreams, decodeStream, readHuffmanTree } from "./zstd-huffman";

export const MAX_BLOCK: usize = 128 * 1024;
const RAW: u32 = 0;
const RLE: u32 = 1;
const COMPRESSED: u32 = 2;

/** Room for literals that had to be decoded; set by `useLiteralRoom`. */
let room: usize = 0;
/** A tree of an earlier block, or of the dictionary, may be used again. */
let haveTree: bool = false;

/** The literals of the section read last. */
export let literals: usize = 0;
export let literalCount: usize = 0;

export const LITERAL_ROOM: usize = MAX_BLOCK + 2 * SLACK;
export function useLiteralRoom(at: usize): void {
  room = at;
}
export function forgetTree(): void {
  haveTree = false;
}
export function treeIsKnown(): void {
  haveTree = true;
}

/** Reads the section; sets `literals` and `literalCount`. @returns where it ends, or 0 */
export function readLiterals(src: usize, end: usize): usize {
  if (src >= end) return 0;
  const head = load<u32>(src);
  const type = head & 3;
  return type <= RLE ? readPlain(src, end, head, type) : readCoded(src, end, head, type);
}

function readPlain(src: usize, end: usize, head: u32, type: u32): usize {
  const format = (head >> 2) & 3;
  let ip = src;
  if ((format & 1) == 0) {
    literalCount = <usize>((head & 0xff) >> 3);
    ip += 1;
  } else if (format == 1) {
    literalCount = <usize>((head & 0xffff) >> 4);
    ip += 2;
  } else {
    literalCount = <usize>((head & 0xffffff) >> 4);
    ip += 3;
  }
  const stored: usize = type == RAW ? literalCount : 1;
  if (literalCount > MAX_BLOCK || ip > end || <usize>(end - ip) < stored) return 0;
  if (type == RAW) {
    literals = ip;
  } else {
    memory.fill(room, load<u8>(ip), literalCount);
    literals = room;
  }
  return ip + stored;
}

function readCoded(src: usize, end: usize, head: u32, type: u32): usize {
  const format = (head >> 2) & 3;
  let ip = src;
  let size: usize;
  if (format < 2) {
    literalCount = <usize>((head >> 4) & 0x3ff);
    size = <usize>((head >> 14) & 0x3ff);
    ip += 3;
  } else if (format == 2) {
    literalCount = <usize>((head >> 4) & 0x3fff);
    size = <usize>(head >> 18);
    ip += 4;
  } else {
    const wide = load<u64>(src);
    literalCount = <usize>((wide >> 4) & 0x3ffff);
    size = <usize>((wide >> 22) & 0x3ffff);
    ip += 5;
  }
  if (literalCount > MAX_BLOCK || ip > end || <usize>(end - ip) < size) return 0;
  const sectionEnd = ip + size;
  if (type == COMPRESSED) {
    haveTree = false;
    const taken = readHuffmanTree(ip, sectionEnd);
    if (taken < 0) return 0;
    ip += <usize>taken;
    haveTree = true;
  } else if (!haveTree) {
    return 0;
  }
  literals = room;
  const good =
    format == 0
      ? decodeStream(ip, sectionEnd, room, room + literalCount)
      : decodeFourStreams(ip, sectionEnd, room, literalCount);
  return good ? sectionEnd : 0;
}
