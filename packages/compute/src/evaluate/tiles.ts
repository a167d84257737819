import { product } from "@caterva2/ndarray";
import type { Region, Span } from "../graph/view.ts";

/** A part of a region, and where it starts in the region. */
export interface Tile {
  readonly region: Region;
  readonly at: readonly number[];
}

/** How an array is stored: in chunks and, where they can be read apart, blocks of these. */
export interface TileGrid {
  readonly chunks: readonly number[];
  readonly blocks?: readonly number[] | undefined;
}

/**
 * Cuts a region along the lines of a grid into tiles of at most `maxItems` items. Neighbouring chunks go together as
 * long as they fit: the last axes first, so that tiles are long in memory. Chunks that do not fit are cut between blocks.
 */
export function* tilesOf(region: Region, grid: TileGrid | undefined, maxItems: number): Generator<Tile> {
  const counts = region.map((span) => span.count);
  if (counts.includes(0)) return;
  if (product(counts) <= maxItems) {
    yield { region, at: counts.map(() => 0) };
    return;
  }
  const sizes = tileShape(region, grid, maxItems);
  const cuts = region.map((span, axis) => cutSpan(span, sizes[axis] ?? 1));
  const position = region.map(() => 0);
  for (;;) {
    const parts = cuts.map((list, axis) => list[position[axis] ?? 0]);
    yield {
      region: parts.map((part) => part?.span ?? { start: 0, step: 1, count: 0 }),
      at: parts.map((part) => part?.at ?? 0),
    };
    let axis = region.length - 1;
    for (; axis >= 0; axis -= 1) {
      const next = (position[axis] ?? 0) + 1;
      if (next < (cuts[axis]?.length ?? 0)) {
        position[axis] = next;
        break;
      }
      position[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Where a part of an array begins in it, in items, if its items follow each other there too. */
export function isRunOf(
  shape: readonly number[],
  counts: readonly number[],
  at: readonly number[],
): number | undefined {
  let axis = 0;
  while (axis < counts.length && counts[axis] === 1) axis += 1;
  if (!counts.every((count, other) => other <= axis || count === shape[other])) return undefined;
  return at.reduce((start, position, other) => start * (shape[other] ?? 1) + position, 0);
}

/** Extents of a tile in positions of the array: chunks, halved or joined until the tile has about `maxItems` items. */
function tileShape(region: Region, grid: TileGrid | undefined, maxItems: number): number[] {
  const reach = region.map((span) => (span.count - 1) * span.step + 1);
  const sizes = reach.map((extent, axis) => Math.max(1, Math.min(extent, grid?.chunks[axis] ?? extent)));
  const items = () => sizes.reduce((total, size, axis) => total * Math.ceil(size / (region[axis]?.step ?? 1)), 1);
  for (let axis = 0; axis < sizes.length && items() > maxItems; axis += 1) {
    const others = items() / Math.ceil((sizes[axis] ?? 1) / (region[axis]?.step ?? 1));
    const fit = Math.max(1, Math.floor(maxItems / others)) * (region[axis]?.step ?? 1);
    const block = grid?.blocks?.[axis] ?? 1;
    sizes[axis] = Math.min(sizes[axis] ?? 1, fit < block ? fit : fit - (fit % block));
  }
  for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
    const room = Math.floor(maxItems / items());
    if (room < 2) break;
    sizes[axis] = Math.min(reach[axis] ?? 1, (sizes[axis] ?? 1) * room);
  }
  return sizes;
}

/** The positions of a span by the cells of a grid of `size` positions. */
function cutSpan(span: Span, size: number): { span: Span; at: number }[] {
  const parts: { span: Span; at: number }[] = [];
  for (let at = 0; at < span.count; ) {
    const start = span.start + at * span.step;
    const end = (Math.floor(start / size) + 1) * size;
    const count = Math.min(span.count - at, Math.ceil((end - start) / span.step));
    parts.push({ span: { start, step: span.step, count }, at });
    at += count;
  }
  return parts;
}
