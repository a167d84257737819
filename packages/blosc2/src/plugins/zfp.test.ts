import { memorySource, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { errorCode } from "../../test/error-code.ts";
import { memorySink } from "../../test/memory-sink.ts";
import { pluginContent, pluginFixtures, pluginFrame } from "../../test/plugin-fixtures.ts";
import { createChunkCodec, editB2nd, fillB2nd, fillChunk, loadZfpStreams, openB2nd, openSChunk } from "../index.ts";
import { loadZfp } from "./zfp.ts";

const NAMES = Object.keys(pluginFixtures).filter((name) => name.startsWith("zfp-"));
const open = async (name: string) => openB2nd(memorySource(pluginFrame(name)), { codec: await createChunkCodec() });

describe("arrays that python-blosc2 wrote with ZFP", () => {
  it.each(NAMES)("%s has every bit that python-blosc2 reads", async (name) => {
    const array = await open(name);
    expect((await array.read(wholeSelection(array.shape))).data).toEqual(pluginContent(name));
  });

  it("come in all modes, ranks and sizes", () => {
    expect(NAMES.length).toBe(3 * 4 * 2 + 1);
  });

  it("are read by blocks", async () => {
    const array = await open("zfp-acc-3d-f8");
    await array.read(array.shape.map(() => ({ kind: "range", start: 0, step: 1, count: 1 })));
    expect(array.stats.blocksDecoded).toBe(1);
  });

  it("go as they are into slots that were never written", async () => {
    const codec = await createChunkCodec();
    const stored = await open("zfp-prec-2d-f8");
    const { chunks, blocks, dtype, shape } = stored;
    const sink = memorySink();
    await fillB2nd(sink, { shape, dtype, fill: "uninit" }, { codec, chunks, blocks, cparams: { codec: "lz4" } });
    const edit = await editB2nd(memorySource(sink.bytes), { codec: await createChunkCodec() });
    for (let nchunk = 0; nchunk < stored.schunk.nchunks; nchunk += 1) {
      await fillChunk(edit.schunk, nchunk, await stored.schunk.chunkBytes(nchunk));
    }
    const filled = await openB2nd(memorySource(await applyEdit(sink.bytes, edit.schunk)), { codec });
    expect((await filled.read(wholeSelection(shape))).data).toEqual(pluginContent("zfp-prec-2d-f8"));
  });

  it("need their array: a chunk by itself does not tell how its blocks are cut", async () => {
    const codec = await createChunkCodec();
    const schunk = await openSChunk(memorySource(pluginFrame("zfp-rate-2d-f4")), { codec });
    const chunk = await schunk.chunkBytes(0);
    await schunk.decodeChunk(0);
    expect(await errorCode(() => codec.decodeChunk(chunk, 1 << 20))).toBe("blosc2.unsupported");
  });
});

describe("streams that are none", () => {
  const cases = fc.record({
    blocks: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
    itemsize: fc.constantFrom(4, 8),
    stream: fc.uint8Array({ maxLength: 600 }),
    codec: fc.constantFrom(33, 34, 35),
    meta: fc.integer({ min: 0, max: 255 }),
  });

  it("decode to what was asked for, always the same, or are refused", async () => {
    const zfp = await loadZfp();
    const other = await loadZfp();
    await fc.assert(
      fc.asyncProperty(cases, async ({ blocks, itemsize, stream, codec, meta }) => {
        const length = blocks.reduce((size, extent) => size * extent, itemsize);
        const request = { codec, meta, typesize: itemsize, length, cut: () => ({ blocks, itemsize }) };
        const code = await errorCode(() => zfp.decode(stream, request));
        if (code !== "none") return void expect(code).toBe("blosc2.corrupt");
        const content = other.decode(stream, request);
        expect(content.length).toBe(length);
        expect(zfp.decode(stream, request)).toEqual(content);
      }),
      { seed: 6, numRuns: 400 },
    );
  });

  it("of other containers, of all kinds, decode to their shape, always the same, or are refused", async () => {
    const decode = await loadZfpStreams();
    const other = await loadZfpStreams();
    const streams = fc.record({
      stream: fc.uint8Array({ maxLength: 900 }),
      shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      scalar: fc.constantFrom("int32", "int64", "float32", "float64"),
      minBits: fc.integer({ min: 1, max: 32_768 }),
      maxBits: fc.integer({ min: 1, max: 32_768 }),
      maxPlanes: fc.integer({ min: 1, max: 128 }),
      minExponent: fc.integer({ min: -1074, max: 16_272 }),
      reversible: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(streams, async ({ stream, ...form }) => {
        const code = await errorCode(() => decode(stream, form));
        if (code !== "none") return void expect(code).toBe("blosc2.corrupt");
        const content = other(stream, form);
        expect(content.length).toBe(
          form.shape.reduce((size, extent) => size * extent, form.scalar.endsWith("64") ? 8 : 4),
        );
        expect(decode(stream, form)).toEqual(content);
      }),
      { seed: 7, numRuns: 400 },
    );
    const form = { scalar: "int32", minBits: 1, maxBits: 99, maxPlanes: 9, minExponent: 0, reversible: false } as const;
    for (const shape of [[], [0], [1, 1, 1, 1, 2], [2 ** 40]]) {
      expect(await errorCode(() => decode(new Uint8Array(9), { ...form, shape }))).toBe("blosc2.malformed");
    }
  });

  it.each([
    ["no array", undefined, "blosc2.unsupported"],
    ["five dimensions", { blocks: [1, 1, 1, 1, 2], itemsize: 4 }, "blosc2.unsupported"],
    ["items of two bytes", { blocks: [4], itemsize: 2 }, "blosc2.unsupported"],
    ["blocks of another size", { blocks: [4], itemsize: 4 }, "blosc2.malformed"],
    ["a stream that ends early", { blocks: [2], itemsize: 4 }, "blosc2.corrupt"],
  ] as const)("%s", async (_name, cut, expected) => {
    const zfp = await loadZfp();
    const request = { codec: 34, meta: 20, typesize: 4, length: 8, cut: cut && (() => cut) };
    expect(await errorCode(() => zfp.decode(Uint8Array.of(0xff), request))).toBe(expected);
  });
});
