import { CatervaError, product } from "@caterva2/ndarray";

/** Sizes of a processor's caches in bytes, as chunk and block shapes are fitted to them. */
export interface CacheSizes {
  /** Data cache of a core. */
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

/**
 * What is fitted to unless told: a middling machine. A file is written once and read on many machines, so that the
 * writer's own caches say little; and the same array gives the same file everywhere.
 */
export const DEFAULT_CACHES: CacheSizes = { l1: 32 * 1024, l2: 512 * 1024, l3: 16 * 1024 * 1024 };

/** What is known of an array's cut. Extents in items. */
export interface ShapeRequest {
  readonly shape: readonly number[];
  /** Bytes. */
  readonly itemsize: number;
  readonly chunks?: readonly number[] | undefined;
  readonly blocks?: readonly number[] | undefined;
  readonly caches?: CacheSizes | undefined;
}

const MIN_BLOCK = 32 * 1024;
/** From this second-level cache on, four times the first level does better than a quarter of the second. */
const LARGE_L2 = 2 * 1024 * 1024;
const MIN_CHUNK = 4 * 1024 * 1024;
const MOST_BLOCK_GROWTH = 64 * 1024 * 1024;
/** Blocks that a chunk is meant to have, and arrays that a computation holds in cache together. */
const BLOCKS_A_CHUNK = 32;
const ARRAYS_IN_CACHE = 4;
/** Largest content of a chunk, and of a block, that c-blosc2 takes. */
const MAX_CHUNK = 0x7fff_ffff - 32;
const MAX_BLOCK = 536_866_816;
/** Up to here the nearest divisor is looked for on both sides. */
const SMALL_EXTENT = 100_000;

/**
 * Chunk and block shapes by the rule of python-blosc2 (`compute_chunks_blocks`, as it runs on x86-64) for stated
 * cache sizes. Axes are filled from the last one on, so that chunks and blocks are runs of the array's memory where
 * that can be, and extents are moved to near divisors of the array's. What is given is kept.
 * @throws request.invalid when what is given does not fit the shape
 */
export function automaticShapes(request: ShapeRequest): { chunks: number[]; blocks: number[] } {
  const { shape, itemsize } = request;
  if (!Number.isInteger(itemsize) || itemsize < 1) throw invalid(`items of ${itemsize} bytes`);
  for (const given of [request.chunks, request.blocks]) {
    if (given !== undefined && given.length !== shape.length)
      throw invalid(`${given.length} extents for ${shape.length} axes`);
  }
  const caches = request.caches ?? DEFAULT_CACHES;
  const within = request.chunks ?? shape;
  const blocks = [...(request.blocks ?? blockShape(within, itemsize, caches))];
  const chunks = [...(request.chunks ?? chunkShape(shape, blocks, itemsize, caches))];
  return { chunks, blocks };
}

function blockShape(within: readonly number[], itemsize: number, caches: CacheSizes): readonly number[] {
  if (within.includes(0)) return within;
  const target = Math.max(MIN_BLOCK, caches.l2 >= LARGE_L2 ? 4 * caches.l1 : Math.floor(caches.l2 / 4), itemsize);
  if (target > MAX_BLOCK) throw invalid(`blocks of ${target} bytes`);
  return partition(Math.floor(target / itemsize), within);
}

function chunkShape(
  shape: readonly number[],
  blocks: readonly number[],
  itemsize: number,
  caches: CacheSizes,
): readonly number[] {
  if (shape.includes(0)) return shape;
  const blockBytes = product([...blocks, itemsize]);
  const target = Math.floor(chunkTarget(blockBytes, caches) / blockBytes) * blockBytes;
  const found = partition(Math.floor(target / itemsize), shape, blocks);
  return found.map((extent, axis) => {
    const block = blocks[axis] ?? 1;
    return Math.min(shape[axis] ?? 1, Math.ceil(extent / block) * block);
  });
}

/** Bytes that a chunk should take: several fit the last cache together. */
function chunkTarget(blockBytes: number, { l2, l3 }: CacheSizes): number {
  const grown = blockBytes * BLOCKS_A_CHUNK < MOST_BLOCK_GROWTH ? blockBytes * BLOCKS_A_CHUNK : blockBytes;
  let target = Math.floor((l3 > l2 ? l3 : grown) / ARRAYS_IN_CACHE);
  if (l2 > target) target = Math.max(target, Math.floor(l2 / ARRAYS_IN_CACHE));
  return Math.max(blockBytes, Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, target)));
}

/** The extents of a part of about `items` items, none below `least`; no extent of `shape` is 0. */
function partition(items: number, shape: readonly number[], least?: readonly number[]): number[] {
  const result = shape.map(() => 1);
  let left = Math.max(1, items);
  for (let axis = shape.length - 1; axis >= 0 && left > 1; axis -= 1) {
    const extent = shape[axis] ?? 1;
    const taken = part(extent, least?.[axis] ?? 1, left);
    result[axis] = taken;
    left = Math.floor(left / taken);
  }
  return result;
}

/** How much of an axis a part takes: all of it, or what fits, moved to a divisor of the extent that is not too far. */
function part(extent: number, least: number, items: number): number {
  const whole = Math.max(extent, least);
  if (whole <= items) return extent % whole === 0 ? whole : nearestDivisor(extent, whole);
  const fitting = Math.max(items, least);
  const divisor = extent % fitting === 0 ? fitting : largestDivisor(extent, fitting);
  return Math.floor(fitting / 2) < divisor && divisor < fitting * 2 ? divisor : fitting;
}

/** The divisor of `extent` nearest to `wanted`; of large extents the largest that is not above it. */
function nearestDivisor(extent: number, wanted: number): number {
  if (extent > SMALL_EXTENT) return largestDivisor(extent, wanted);
  let best = 1;
  let distance = extent;
  for (const divisor of divisors(extent)) {
    if (Math.abs(divisor - wanted) >= distance) continue;
    best = divisor;
    distance = Math.abs(divisor - wanted);
  }
  return best;
}

function largestDivisor(extent: number, most: number): number {
  let best = 1;
  for (const divisor of divisors(extent)) if (divisor <= most && divisor > best) best = divisor;
  return best;
}

/** Divisors in pairs, the smallest and the largest first. Takes time as the root of `extent`. */
function* divisors(extent: number): Generator<number> {
  for (let divisor = 1; divisor * divisor <= extent; divisor += 1) {
    if (extent % divisor !== 0) continue;
    yield divisor;
    yield extent / divisor;
  }
}

function invalid(reason: string): CatervaError {
  return new CatervaError("request.invalid", `There is no such cut of an array: ${reason}.`);
}
