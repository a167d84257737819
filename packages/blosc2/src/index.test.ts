import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_LIMITS",
      "STREAMED_START",
      "appendArray",
      "appendChunk",
      "appendData",
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
      "startsWithMagic",
      "updateChunk",
      "updateData",
      "writtenChunks",
    ]
  `);
});
