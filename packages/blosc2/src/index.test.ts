import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_CACHES",
      "DEFAULT_LIMITS",
      "PLUGIN_CODECS",
      "STREAMED_START",
      "appendArray",
      "appendChunk",
      "appendData",
      "automaticShapes",
      "blockOffsets",
      "checkChunk",
      "checkFill",
      "createChunkCodec",
      "decodeMsgpack",
      "deleteChunk",
      "deleteRange",
      "editB2nd",
      "editSChunk",
      "encodeB2nd",
      "encodeMsgpack",
      "encodeSChunk",
      "encodeStreamedChunk",
      "encodeStreamedEnds",
      "fillChunk",
      "insertArray",
      "insertChunk",
      "insertData",
      "openB2nd",
      "openFrameObject",
      "openSChunk",
      "parseChunkHeader",
      "resizeArray",
      "setSelection",
      "sliceChunks",
      "startsWithMagic",
      "tuneParams",
      "updateChunk",
      "updateData",
      "writtenChunks",
    ]
  `);
});
