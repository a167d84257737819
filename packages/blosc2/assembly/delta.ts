/**
 * The delta filter (id 3): XOR with the first block of the chunk; in the first block, XOR of each word with the one
 * before. Words have 1, 2, 4 or 8 bytes; other typesizes use 8 if that divides them, else 1. Bytes behind the last
 * whole word stay as they are.
 */
// @ts-ignore: decorator
@inline export function deltaWidth(typesize: usize): usize {
  if (typesize == 2 || typesize == 4) return typesize;
  return typesize % 8 == 0 ? 8 : 1;
}

/** XORs `length` bytes of `data` with those of `reference`. Its own inverse. */
export function xorWith(data: usize, reference: usize, length: usize, width: usize): void {
  const end = data + (length - (length % width));
  let at = data;
  let from = reference;
  for (; at + 16 <= end; at += 16) {
    v128.store(at, v128.xor(v128.load(at), v128.load(from)));
    from += 16;
  }
  for (; at < end; at++) store<u8>(at, load<u8>(at) ^ load<u8>(from++));
}

/** Undoes the delta of the first block, in place. */
export function undoSelfDelta(data: usize, length: usize, width: usize): void {
  const end = data + (length - (length % width));
  if (width == 8) {
    let word: u64 = 0;
    for (let at = data; at < end; at += 8) store<u64>(at, (word ^= load<u64>(at)));
  } else if (width == 4) {
    let word: u32 = 0;
    for (let at = data; at < end; at += 4) store<u32>(at, (word ^= load<u32>(at)));
  } else if (width == 2) {
    let word: u16 = 0;
    for (let at = data; at < end; at += 2) store<u16>(at, (word ^= load<u16>(at)));
  } else {
    let word: u8 = 0;
    for (let at = data; at < end; at++) store<u8>(at, (word ^= load<u8>(at)));
  }
}

/** Applies the delta of the first block, in place, from the end. */
export function applySelfDelta(data: usize, length: usize, width: usize): void {
  const end = data + (length - (length % width));
  if (end - data <= width) return;
  let at = end;
  while (at >= data + width + 16) {
    at -= 16;
    v128.store(at, v128.xor(v128.load(at), v128.load(at - width)));
  }
  while (at > data + width) {
    at -= 1;
    store<u8>(at, load<u8>(at) ^ load<u8>(at - width));
  }
}
