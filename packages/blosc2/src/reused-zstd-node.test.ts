import { zstdDecompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { noise, ramp, text } from "../test/sample-data.ts";
import { reusedZstd } from "./reused-zstd-node.ts";

const CONTENTS = [Uint8Array.of(7), text(5000), noise(70_000), ramp(200_000, 4), noise(1 << 20), text(9)];

it("gives whole frames at low levels, in any order of lengths", () => {
  for (const level of [1, 5, 1, 3, 1, 9, 5]) {
    for (const content of CONTENTS) {
      if (level > 5 && content.length > 1 << 18) continue;
      const frame = reusedZstd(content, level);
      if (frame === undefined) return expect.unreachable("this runtime has no handle to use");
      expect(Buffer.compare(zstdDecompressSync(frame), content)).toBe(0);
      expect(frame[4] ?? 0, "the content size is told").toBeGreaterThanOrEqual(0x20);
    }
  }
});

it("gives the same frame for the same content, whatever came before", () => {
  const first = reusedZstd(text(5000), 3)?.slice();
  reusedZstd(noise(70_000), 3);
  expect(reusedZstd(text(5000), 3)).toEqual(first);
});

it("leaves nothing, the very long and high levels to the public call", () => {
  expect(reusedZstd(text(5000), 10)).toBeUndefined();
  expect(reusedZstd(noise((1 << 18) + 1), 9)).toBeUndefined();
  expect(reusedZstd(new Uint8Array(0), 1)).toBeUndefined();
  expect(reusedZstd(new Uint8Array((1 << 20) + 1), 1)).toBeUndefined();
});
