/** Streams in zlib's format (RFC 1950): an encoder. Around source and target bytes may be touched as limits.ts has it. */
import { adler32 } from "../adler32";
import { endBlocks, startBlocks } from "./blocks";
import { searchChains } from "./search-chains";
import { searchLazily, searchQuickly } from "./search-fast";
import { searchPairs } from "./search-pairs";
import { makeSymbolTables } from "./symbols";

const HEADER: usize = 2;
const CHECKSUM: usize = 4;

/** First byte of memory that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * @param length fewer than 2^30 bytes
 * @param level 1 (fast) to 9
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function encode(src: usize, length: usize, dst: usize, capacity: usize, level: u32): usize {
  if (capacity < HEADER + CHECKSUM) return 0;
  makeSymbolTables();
  // Deflate with a window of 32 KiB; two bits tell the level, five make the whole a multiple of 31.
  const told = level < 2 ? 0x7801 : level < 6 ? 0x785e : level == 6 ? 0x789c : 0x78da;
  store<u16>(dst, bswap<u16>(<u16>told));
  startBlocks(src, dst + HEADER, capacity - HEADER - CHECKSUM);
  if (!search(src, length, level)) return 0;
  const end = endBlocks(src + length);
  if (!end) return 0;
  store<u32>(end, bswap<u32>(adler32(src, length)));
  return end + CHECKSUM - dst;
}

/** What the levels do: about what zlib-ng's do, which c-blosc2 has. */
function search(src: usize, length: usize, level: u32): bool {
  if (level < 2) return searchQuickly(src, length);
  if (level == 2) return searchLazily(src, length);
  if (level < 7) return searchPairs(src, length, level < 6 ? 32 : 258, level == 3 ? 1024 : 2048);
  if (level == 7) return searchChains(src, length, 8, 64, 32, 4096, false);
  if (level == 8) return searchChains(src, length, 32, 258, 64, 8192, false);
  return searchChains(src, length, 128, 258, 128, 16384, true);
}
