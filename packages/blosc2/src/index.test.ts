import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_LIMITS",
      "STREAMED_START",
      "blockOffsets",
      "createChunkCodec",
      "decodeMsgpack",
      "encodeB2nd",
      "encodeMsgpack",
      "encodeSChunk",
      "encodeStreamedChunk",
      "encodeStreamedEnds",
      "openB2nd",
      "openFrameObject",
      "openSChunk",
      "parseChunkHeader",
      "startsWithMagic",
    ]
  `);
});
