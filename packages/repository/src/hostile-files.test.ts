import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { isCatervaError } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { int32 } from "../test/int32.ts";
import { createRepository } from "./repository.ts";

const anonymous = { kind: "anonymous" } as const;
const codec = await createChunkCodec({ compressors: nodeCompressors });
const limits = { answerBytes: 100_000, chunkBytes: 1_000_000 };
const text = (value: string) => new TextEncoder().encode(value);

describe("hostile files", () => {
  const frame = encodeB2nd(
    int32([64, 64], (index) => index % 7),
    { codec },
  );
  const damaged = (change: (bytes: Uint8Array) => void) => {
    const bytes = frame.slice();
    change(bytes);
    return bytes;
  };
  const view = (bytes: Uint8Array) => new DataView(bytes.buffer);
  const files: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    junk: text("junk".repeat(100)),
    zeros: new Uint8Array(1000),
    "cut in the header": frame.subarray(0, 60),
    "cut in the middle": frame.subarray(0, frame.length >> 1),
    "cut at the end": frame.subarray(0, frame.length - 10),
    "wrong magic": damaged((bytes) => bytes.fill(0x41, 2, 9)),
    "a header of 4 GB": damaged((bytes) => view(bytes).setUint32(11, 0xffff_fff0)),
    "80 GB of content": damaged((bytes) => view(bytes).setBigInt64(30, 80_000_000_000n)),
    "negative content": damaged((bytes) => view(bytes).setBigInt64(30, -1n)),
    "chunks beyond the end": damaged((bytes) => view(bytes).setBigInt64(39, 2n ** 40n)),
    "a typesize of 0": damaged((bytes) => view(bytes).setInt32(48, 0)),
    "a chunksize of 1": damaged((bytes) => view(bytes).setInt32(58, 1)),
  };

  it.each(Object.entries(files))("%s: described as unreadable, refused with a 400", async (_, bytes) => {
    const storage = memoryStorage({ "f.b2nd": bytes, "f.b2frame": bytes, "f.txt.b2": bytes });
    const repository = createRepository({ roots: { public: storage }, codec, limits });
    const { info, etag } = await repository.info(anonymous, "@public/f.b2nd");
    expect(info).toEqual({ error: "Unrecognized format", mtime: "1970-01-01T00:00:00Z" });
    expect(etag).toBeDefined();
    const calls = [
      repository.fetch(anonymous, "@public/f.b2nd", {}),
      repository.fetch(anonymous, "@public/f.b2nd", { slice: "0" }),
      repository.fetch(anonymous, "@public/f.b2nd", { indices: "[[0]]" }),
      repository.chunk(anonymous, "@public/f.b2nd", 0),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: { status: 400, code: expect.stringMatching(/^blosc2\./) },
      });
    }
    // As bytes in chunks some of them may be read; whatever comes must be an answer or a refusal.
    for (const path of ["@public/f.b2frame", "@public/f.txt"]) {
      for (const call of [
        repository.info(anonymous, path),
        repository.chunk(anonymous, path, 0),
        repository.fetch(anonymous, path, { slice: "0:5" }),
        repository.content(anonymous, path).then(({ pieces }) => Array.fromAsync(pieces)),
      ]) {
        const error = await call.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error === undefined || (isCatervaError(error) && error.status < 500)).toBe(true);
      }
    }
  });

  it("answers or refuses every frame with one byte changed", async () => {
    for (let position = 0; position < frame.length; position++) {
      const bytes = damaged((copy) => copy.set([(copy[position] ?? 0) ^ (1 << (position % 8))], position));
      const repository = createRepository({ roots: { public: memoryStorage({ "f.b2nd": bytes }) }, codec, limits });
      for (const call of [
        repository.info(anonymous, "@public/f.b2nd"),
        repository.fetch(anonymous, "@public/f.b2nd", { slice: "3:9, 60" }),
      ]) {
        const error = await call.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error === undefined || (isCatervaError(error) && error.status < 500), `byte ${position}: ${error}`).toBe(
          true,
        );
      }
    }
  });
});
