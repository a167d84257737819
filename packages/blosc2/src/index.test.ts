import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_LIMITS",
      "SPARSE_INDEX",
      "appendArray",
      "appendChunk",
      "appendData",
      "blockOffsets",
      "checkChunk",
      "checkFill",
      "compactFrame",
      "createChunkCodec",
      "decodeMsgpack",
      "deleteChunk",
      "deleteRange",
      "editB2nd",
      "editSChunk",
      "encodeB2nd",
      "encodeMsgpack",
      "encodeSChunk",
      "fillB2nd",
      "fillChunk",
      "frameHoles",
      "insertArray",
      "insertChunk",
      "insertData",
      "openB2nd",
      "openFrameObject",
      "openSChunk",
      "openSparse",
      "parseChunkHeader",
      "resizeArray",
      "setSelection",
      "sparseFiles",
      "startsWithMagic",
      "streamB2nd",
      "streamSChunk",
      "updateChunk",
      "updateData",
      "writtenChunks",
    ]
  `);
});
