/** From coefficients to samples: scale, colour transforms (ITU-T T.800, annex G), offset and bounds. */
import { magnitudes } from "./block";

/**
 * Puts the decoded code block into its band.
 * @param target its first item, in a plane of `stride` bytes a row
 * @param scale what one step of the band's quantisation is worth, halved; 0 in reversible images
 * @param shift bits by which coefficients of a region of interest were raised (annex H)
 */
export function placeBlock(target: usize, stride: usize, columns: u32, rows: u32, scale: f32, shift: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    let source = magnitudes + (<usize>((row >> 2) * columns) << 4) + <usize>((row & 3) << 2);
    const end = target + (<usize>columns << 2);
    for (let place = target; place < end; place += 4, source += 16) {
      const stored = load<u32>(source);
      let magnitude = stored & 0x7fffffff;
      if (shift != 0 && shift < 31 && magnitude >> shift > 1) magnitude >>= shift;
      const sign = <i32>stored >> 31;
      if (scale == 0) store<i32>(place, (<i32>(magnitude >> 1) ^ sign) - sign);
      else store<f32>(place, scale * <f32>((<i32>magnitude ^ sign) - sign));
    }
    target += stride;
  }
}

/** Undoes the colour transform of the first three components, `bytes` bytes each. */
export function undoColour(first: usize, second: usize, third: usize, bytes: usize, reversible: bool): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(first + at);
    const u = v128.load(second + at);
    const v = v128.load(third + at);
    if (reversible) {
      const green = i32x4.sub(y, i32x4.shr_s(i32x4.add(u, v), 2));
      v128.store(first + at, i32x4.add(v, green));
      v128.store(second + at, green);
      v128.store(third + at, i32x4.add(u, green));
    } else {
      const green = f32x4.add(f32x4.mul(u, f32x4.splat(0.344136)), f32x4.mul(v, f32x4.splat(0.714136)));
      v128.store(first + at, f32x4.add(y, f32x4.mul(v, f32x4.splat(1.402))));
      v128.store(second + at, f32x4.sub(y, green));
      v128.store(third + at, f32x4.add(y, f32x4.mul(u, f32x4.splat(1.772))));
    }
  }
}

/**
 * Writes a component as samples.
 * @param target place of the first sample, of `sampleSize` bytes (1 or 2), `step` bytes from one to the next
 * @param targetStride bytes from row to row
 */
export function writeSamples(
  plane: usize, stride: usize, columns: u32, rows: u32, reversible: bool, precision: u32, signed: bool,
  target: usize, targetStride: usize, step: usize, sampleSize: u32,
): void {
  const half = 1 << (precision - 1);
  const lowest = signed ? -half : 0;
  const highest = signed ? half - 1 : 2 * half - 1;
  const offset = signed ? 0 : half;
  for (let row: u32 = 0; row < rows; row++) {
    let place = target;
    const end = plane + (<usize>columns << 2);
    for (let at = plane; at < end; at += 4, place += step) {
      const level = reversible ? load<i32>(at) : <i32>i32x4.extract_lane(nearest(load<f32>(at)), 0);
      const sample = max(lowest, min(highest, level + offset));
      if (sampleSize == 1) store<u8>(place, <u8>sample);
      else store<u16>(place, <u16>sample);
    }
    plane += stride;
    target += targetStride;
  }
}

// @ts-ignore: decorator
@inline function nearest(value: f32): v128 {
  // Saturates: no number is beyond what 32 bits hold.
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.splat(value)));
}
