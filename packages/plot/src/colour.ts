import type { ColorTable } from "./color-maps.ts";
import { type Norm, positionOf } from "./scale.ts";

/** Entry of a 256-entry table for a value: 0 below the limits, 255 above them, -1 for NaN. */
export function colorIndex(norm: Norm, value: number): number {
  const index = Math.floor(positionOf(norm, value) * 256);
  return index >= 0 ? Math.min(255, index) : index < 0 ? 0 : -1;
}

/** Bytes 0..255 of a channel of an RGB picture: straight between the limits, clamped. NaN is 0. */
export function channelByte(norm: Norm, value: number): number {
  const byte = Math.floor(positionOf(norm, value) * 255 + 0.5);
  return byte >= 0 ? Math.min(255, byte) : 0;
}

/** NaN is drawn as slanted stripes of two greys, fixed to the screen. */
export const HATCH = { period: 8, width: 3, dark: 0x6b, light: 0xb4 } as const;

/** Grey of the hatching at a device pixel, counted from the top left of the plot. */
export function hatchGrey(x: number, y: number): number {
  return (x + y) % HATCH.period < HATCH.width ? HATCH.dark : HATCH.light;
}

/**
 * The truth about one device pixel: the colour of a value. Both renderers agree with it within the
 * rounding of single precision.
 */
export function colorOf(
  value: number,
  norm: Norm,
  table: ColorTable,
  x: number,
  y: number,
): readonly [number, number, number] {
  const index = colorIndex(norm, value);
  if (index < 0) {
    const grey = hatchGrey(x, y);
    return [grey, grey, grey];
  }
  return [table[3 * index] ?? 0, table[3 * index + 1] ?? 0, table[3 * index + 2] ?? 0];
}
