/** Part of an axis: every `step`-th index from `start` to before `stop`. */
export interface Stretch {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Room around what is seen, as a part of it: panning a little needs nothing new. */
const MARGIN = 0.25;
/** Ends of a stretch are multiples of this many steps, so that neighbouring views ask for the same. */
const GRAIN = 32;

/** Step along every axis that keeps extents within `most` items. */
export function thinningStep(extents: readonly number[], most: number): number {
  const items = extents.reduce((product, extent) => product * extent, 1);
  return Math.max(1, Math.ceil((items / most) ** (1 / Math.max(1, extents.length))));
}

/**
 * What to read of axes that are shown thinned by `step`, so that what is seen of them (from, to) is finer, within `most`
 * items. Undefined when it would be no finer.
 */
export function finerStretches(
  extents: readonly number[],
  seen: readonly (readonly [number, number])[],
  step: number,
  most: number,
): Stretch[] | undefined {
  const wide = extents.map((extent, axis) => {
    const [from, to] = seen[axis] ?? [0, extent];
    const margin = (to - from) * MARGIN;
    return { start: Math.max(0, from - margin), stop: Math.min(extent, to + margin) };
  });
  if (wide.some(({ start, stop }) => !(stop > start))) return undefined;
  const finer = thinningStep(
    wide.map(({ start, stop }) => stop - start),
    most,
  );
  if (finer >= step) return undefined;
  const grain = GRAIN * finer;
  return wide.map(({ start, stop }, axis) => ({
    start: Math.floor(start / grain) * grain,
    stop: Math.min(extents[axis] ?? 0, Math.ceil(stop / grain) * grain),
    step: finer,
  }));
}
