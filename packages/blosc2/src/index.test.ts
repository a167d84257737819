import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_CACHES",
      "DEFAULT_LIMITS",
      "PLUGIN_CODECS",
      "automaticShapes",
      "blockOffsets",
      "createChunkCodec",
      "decodeMsgpack",
      "encodeB2nd",
      "encodeMsgpack",
      "encodeSChunk",
      "openB2nd",
      "openFrameObject",
      "openSChunk",
      "parseChunkHeader",
      "startsWithMagic",
      "tuneParams",
    ]
  `);
});
