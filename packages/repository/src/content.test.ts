import { createChunkCodec, encodeSChunk } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memoryStorage } from "@caterva2/storage";
import { expect, test } from "vitest";
import { createRepository } from "./index.ts";

const MIB = 1024 * 1024;
const codec = await createChunkCodec({ compressors: nodeCompressors });
const content = Uint8Array.from({ length: 3 * MIB + 777 }, (_, index) => (index >> 5) ^ (index % 7));
// Zeros are not decoded: memory that is used again must be cleared for them.
content.fill(0, MIB, 2 * MIB);
const frame = encodeSChunk(content, { codec, typesize: 1, chunksize: MIB });
const limits = { answerBytes: 64 * MIB, chunkBytes: 64 * MIB };
const repository = createRepository({ roots: { public: memoryStorage({ "file.log.b2": frame }) }, codec, limits });

test.each([true, false])("a compressed file comes decoded, piece by piece (lent: %s)", async (lent) => {
  const { size, pieces } = await repository.content({ kind: "anonymous" }, "@public/file.log", lent);
  expect(size).toBe(content.length);
  const whole = new Uint8Array(size);
  const buffers = new Set<ArrayBufferLike>();
  let filled = 0;
  let last: { readonly piece: Uint8Array; readonly copy: Uint8Array } | undefined;
  for await (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(MIB);
    // The piece before is still what it was.
    if (last !== undefined) expect(Buffer.compare(last.piece, last.copy)).toBe(0);
    last = { piece, copy: piece.slice() };
    buffers.add(piece.buffer);
    whole.set(piece, filled);
    filled += piece.length;
  }
  expect(Buffer.compare(whole, content)).toBe(0);
  if (lent) expect(buffers.size).toBe(2);
  else expect(buffers.size).toBeGreaterThan(3);
});
