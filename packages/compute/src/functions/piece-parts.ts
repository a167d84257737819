import type { Region, Span } from "../graph/view.ts";

/** A piece of the grid of which something is wanted. */
export interface PiecePart {
  readonly start: readonly number[];
  /** What is wanted of the piece, from its own start. */
  readonly part: Region;
  /** Where it goes in the answer. */
  readonly at: readonly number[];
}

/** The pieces that a region touches, in C order of the grid. */
export function* piecesOf(region: Region, shape: readonly number[], grid: readonly number[]): Generator<PiecePart> {
  if (region.some((span) => span.count === 0)) return;
  const cuts = region.map((span, axis) => cutsOf(span, grid[axis] ?? 1));
  const place = cuts.map(() => 0);
  for (;;) {
    const chosen = cuts.map((list, axis) => list[place[axis] ?? 0]);
    yield {
      start: chosen.map((cut) => cut?.start ?? 0),
      part: chosen.map((cut) => cut?.span ?? { start: 0, step: 1, count: 0 }),
      at: chosen.map((cut) => cut?.at ?? 0),
    };
    let axis = shape.length - 1;
    for (; axis >= 0; axis -= 1) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (cuts[axis]?.length ?? 0)) break;
      place[axis] = 0;
    }
    if (axis < 0) return;
  }
}

function cutsOf(span: Span, size: number): { start: number; span: Span; at: number }[] {
  const cuts: { start: number; span: Span; at: number }[] = [];
  for (let at = 0; at < span.count; ) {
    const first = span.start + at * span.step;
    const start = Math.floor(first / size) * size;
    const count = Math.min(span.count - at, Math.ceil((start + size - first) / span.step));
    cuts.push({ start, span: { start: first - start, step: span.step, count }, at });
    at += count;
  }
  return cuts;
}

/** All of the piece that starts there, from its own start. */
export function wholeBox(start: readonly number[], shape: readonly number[], grid: readonly number[]): Region {
  return shape.map((extent, axis) => ({
    start: 0,
    step: 1,
    count: Math.min(grid[axis] ?? 1, extent - (start[axis] ?? 0)),
  }));
}

/** From the first to the last position of each axis. */
export function boundingBox(part: Region): Region {
  return part.map(({ start, step, count }) => ({ start, step: 1, count: count === 0 ? 0 : (count - 1) * step + 1 }));
}
