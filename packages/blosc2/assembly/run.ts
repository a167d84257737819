/** The byte that all of `length` (>= 1) bytes are, or -1 if they differ. */
export function runByte(src: usize, length: usize): i32 {
  const first = load<u8>(src);
  const vector = i8x16.splat(first);
  const end = src + length;
  let at = src;
  for (; at + 16 <= end; at += 16) if (v128.any_true(v128.xor(v128.load(at), vector))) return -1;
  for (; at < end; at++) if (load<u8>(at) != first) return -1;
  return <i32>first;
}

/** Whether all items of `length` bytes are the same; the length is a multiple of `typesize`. */
export function repeatsItem(src: usize, length: usize, typesize: usize): bool {
  const end = src + length;
  let at = src + typesize;
  for (; at + 16 <= end; at += 16) {
    if (v128.any_true(v128.xor(v128.load(at), v128.load(at - typesize)))) return false;
  }
  for (; at < end; at++) if (load<u8>(at) != load<u8>(at - typesize)) return false;
  return true;
}
