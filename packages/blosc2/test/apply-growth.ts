import type { FrameGrowth } from "../src/index.ts";

/** What a storage does with a growth: the stored bytes with a tail behind them and another head. */
export function applyGrowth(stored: Uint8Array, growth: FrameGrowth): Uint8Array {
  const tail = growth.tail.reduce((total, part) => total + part.length, 0);
  const result = new Uint8Array(growth.end + tail);
  result.set(stored.subarray(0, growth.end));
  let at = growth.end;
  for (const part of growth.tail) {
    result.set(part, at);
    at += part.length;
  }
  result.set(growth.head);
  return result;
}
