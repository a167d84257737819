/** Huffman codes of bounded length for symbols that were counted (RFC 1951, 3.2.2). */

/** Symbols in use by ascending count, u32: count << 9 | symbol; and a second table to sort through. */
const SYMBOL_BITS: u32 = 9;
const SYMBOL_MASK: u32 = 511;
const sorted: usize = memory.data(4 * 288, 16);
const spare: usize = memory.data(4 * 288, 16);
const buckets: usize = memory.data(4 * 256, 16);
/** Inner nodes of the tree in the order they are made, u32: the weight, later the depth; and the offset of the parent. */
const weights: usize = memory.data(4 * 288, 16);
const parents: usize = memory.data(4 * 288, 16);
/** By length, u32: how many codes have it, and the next code to give. */
const perLength: usize = memory.data(4 * 16, 16);
const nextCodes: usize = memory.data(4 * 16, 16);

/**
 * Gives each of `count` symbols the length of its code.
 * @param counts u32 for each symbol; fewer than 2^16 in all
 * @param limit the longest that a code may be; 15 at most
 * @param lengths u8 for each symbol, 0 for those that do not occur
 */
export function makeLengths(counts: usize, count: usize, limit: u32, lengths: usize): void {
  memory.fill(lengths, 0, count);
  const used = sortSymbols(counts, count);
  if (used < 4 * 2) {
    // A complete code has two symbols at least, and some readers take no other.
    const only = used ? load<u32>(sorted) & SYMBOL_MASK : 0;
    store<u8>(lengths + only, 1);
    store<u8>(lengths + (only ? 0 : 1), 1);
    return;
  }
  joinNodes(used);
  countLengths(used, limit);
  // The rarest symbols have the longest codes.
  let at = sorted;
  for (let length = limit; length > 0; length--) {
    for (let left = load<u32>(perLength + (length << 2)); left > 0; left--) {
      store<u8>(lengths + (load<u32>(at) & SYMBOL_MASK), <u8>length);
      at += 4;
    }
  }
}

/** @returns bytes that the symbols in use take */
function sortSymbols(counts: usize, count: usize): usize {
  let to = sorted;
  for (let symbol: usize = 0; symbol < count; symbol++) {
    const times = load<u32>(counts + (symbol << 2));
    store<u32>(to, (times << SYMBOL_BITS) | <u32>symbol);
    to += select<usize>(4, 0, times > 0);
  }
  const length = to - sorted;
  sortByByte(sorted, spare, length, SYMBOL_BITS);
  sortByByte(spare, sorted, length, SYMBOL_BITS + 8);
  return length;
}

function sortByByte(from: usize, to: usize, length: usize, shift: u32): void {
  memory.fill(buckets, 0, 4 * 256);
  for (let at: usize = 0; at < length; at += 4) {
    const bucket = buckets + (((load<u32>(from + at) >> shift) & 255) << 2);
    store<u32>(bucket, load<u32>(bucket) + 4);
  }
  let sum: u32 = 0;
  for (let bucket = buckets; bucket < buckets + 4 * 256; bucket += 4) {
    const size = load<u32>(bucket);
    store<u32>(bucket, sum);
    sum += size;
  }
  for (let at: usize = 0; at < length; at += 4) {
    const entry = load<u32>(from + at);
    const bucket = buckets + (((entry >> shift) & 255) << 2);
    const place = load<u32>(bucket);
    store<u32>(to + place, entry);
    store<u32>(bucket, place + 4);
  }
}

/** Joins the two lightest of symbols and nodes, again and again. */
function joinNodes(used: usize): void {
  let leaf: usize = 0;
  let node: usize = 0;
  for (let made: usize = 0; made < used - 4; made += 4) {
    let weight: u32 = 0;
    for (let side = 0; side < 2; side++) {
      const light = leaf < used ? load<u32>(sorted + leaf) >> SYMBOL_BITS : u32.MAX_VALUE;
      if (node < made && load<u32>(weights + node) < light) {
        weight += load<u32>(weights + node);
        store<u32>(parents + node, <u32>made);
        node += 4;
      } else {
        weight += light;
        leaf += 4;
      }
    }
    store<u32>(weights + made, weight);
  }
}

/** How many codes of each length there are: from the root down each node makes a place into two of the next depth. */
function countLengths(used: usize, limit: u32): void {
  memory.fill(perLength, 0, 4 * 16);
  store<u32>(perLength, 2, 4);
  const root = <isize>used - 8;
  store<u32>(weights + root, 0);
  for (let at = root - 4; at >= 0; at -= 4) {
    const depth = load<u32>(weights + load<u32>(parents + at)) + 1;
    store<u32>(weights + at, depth);
    // What would lie too deep takes the deepest place above that there is.
    let length = depth;
    if (length >= limit) {
      length = limit - 1;
      while (load<u32>(perLength + (length << 2)) == 0) length--;
    }
    const place = perLength + (length << 2);
    store<u32>(place, load<u32>(place) - 1);
    store<u32>(place, load<u32>(place, 4) + 2, 4);
  }
}

/** The codes of symbols by their lengths, u32: the code, its first bit lowest, << 8 | the length. 0 for length 0. */
export function makeCodes(lengths: usize, count: usize, codes: usize): void {
  memory.fill(perLength, 0, 4 * 16);
  for (let symbol: usize = 0; symbol < count; symbol++) {
    const place = perLength + (<usize>load<u8>(lengths + symbol) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  let code: u32 = 0;
  store<u32>(perLength, 0);
  for (let length: usize = 4; length < 4 * 16; length += 4) {
    code = (code + load<u32>(perLength + length - 4)) << 1;
    store<u32>(nextCodes + length, code);
  }
  for (let symbol: usize = 0; symbol < count; symbol++) {
    const length = <u32>load<u8>(lengths + symbol);
    const place = nextCodes + (<usize>length << 2);
    const own = load<u32>(place);
    store<u32>(place, own + 1);
    store<u32>(codes + (symbol << 2), length ? (reversed(own) >> (32 - length) << 8) | length : 0);
  }
}

/** All 32 bits in reverse; those above 16 are 0 here. */
// @ts-ignore: decorator
@inline function reversed(code: u32): u32 {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  return bits << 24 | (bits & 0xff00) << 8;
}
