import { memorySource, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { errorCode } from "../../test/error-code.ts";
import { pluginFrame } from "../../test/plugin-fixtures.ts";
import { waves, zfpArrays } from "../../test/written-arrays.ts";
import { createChunkCodec, editB2nd, encodeB2nd, openB2nd, setSelection } from "../index.ts";
import { loadZfp } from "./zfp.ts";
import { loadZfpEncoder } from "./zfp-encode.ts";

const numbersOf = (bytes: Uint8Array, itemsize: number): Float32Array | Float64Array => {
  const { buffer } = bytes.slice();
  return itemsize === 4 ? new Float32Array(buffer) : new Float64Array(buffer);
};

async function zfpCodec() {
  const codec = await createChunkCodec();
  await codec.prepareEncoding("zfp_acc");
  return codec;
}

describe("arrays encoded with ZFP", () => {
  it.each(zfpArrays().map((entry) => [entry.name, entry] as const))("%s", async (_name, entry) => {
    const { array, chunks, blocks, cparams } = entry;
    const codec = await zfpCodec();
    const frame = encodeB2nd(array, { codec, chunks, blocks, cparams: { ...cparams, clevel: 5 } });
    const read = await openB2nd(memorySource(frame), { codec: await createChunkCodec() });
    const { itemsize } = array.dtype;
    const stored = numbersOf((await read.read(wholeSelection(array.shape))).data, itemsize);
    let error = 0;
    for (const [index, value] of numbersOf(array.data, itemsize).entries()) {
      error = Math.max(error, Math.abs(value - (stored[index] ?? Number.NaN)));
    }
    // The largest number is below 20000; singles hold it to a thousandth.
    if (cparams?.codec === "zfp_acc") expect(error).toBeLessThanOrEqual(Math.max(10 ** (cparams.codecMeta ?? 0), 2e-3));
    else expect(error).toBeLessThan(cparams?.codecMeta === 2 ? 40_000 : 2500);
    if (cparams?.codec !== "zfp_rate") return;
    // Cells take what they are given, those of few items a bit and an exponent, and those at the edges are whole.
    const share = Math.max(0.05, (cparams.codecMeta ?? 0) / 100);
    expect(frame.length).toBeLessThan(1.9 * share * read.schunk.nbytes + 600);
  });

  it("are changed as they were written", async () => {
    const source = pluginFrame("zfp-acc-2d-f8");
    const edit = await editB2nd(memorySource(source), { codec: await createChunkCodec() });
    const ones = new Uint8Array(Float64Array.from({ length: 33 * 41 }, () => 1).buffer);
    await setSelection(edit, wholeSelection([33, 41]), { dtype: waves("<f8", [1]).dtype, shape: [33, 41], data: ones });
    const changed = await openB2nd(memorySource(await applyEdit(source, edit.schunk)), {
      codec: await createChunkCodec(),
    });
    const read = numbersOf((await changed.read(wholeSelection([33, 41]))).data, 8);
    expect(read.every((value) => Math.abs(value - 1) <= 1e-3)).toBe(true);
    const header = await changed.schunk.chunkBytes(0);
    expect([(header[2] ?? 0) >> 5, header[0x16], header[0x17]]).toEqual([6, 33, 253]);
  });
});

describe("what ZFP does not take", () => {
  const array = waves("<f8", [40, 40]);
  const cut = { chunks: [40, 40], blocks: [20, 20] };

  it("is refused", async () => {
    const codec = await zfpCodec();
    const encode = (options: object, of = array) => {
      return errorCode(() =>
        encodeB2nd(of, { codec, ...cut, cparams: { codec: "zfp_rate", codecMeta: 50 }, ...options }),
      );
    };
    expect(await encode({})).toBe("none");
    expect(await encode({ blocks: [20, 3] })).toBe("blosc2.unsupported");
    expect(await encode({ cparams: { codec: "zfp_rate", filters: [1], filtersMeta: [0] } })).toBe("blosc2.unsupported");
    expect(await encode({ cparams: { codec: "zfp_rate", codecMeta: 256 } })).toBe("blosc2.unsupported");
    expect(await encode({ cparams: { codec: "zfp_rate", useDict: true } })).toBe("blosc2.unsupported");
    const bytes = { ...array, dtype: waves("<f4", [1]).dtype, shape: [40, 80] };
    expect(await encode({ chunks: [40, 80], blocks: [40, 80] }, bytes)).toBe("none");
    const five = { ...array, shape: [1, 1, 1, 40, 40] };
    expect(await encode({ chunks: five.shape, blocks: five.shape }, five)).toBe("blosc2.unsupported");
  });

  it("is what was not loaded, or no plug-in encodes", async () => {
    const codec = await createChunkCodec();
    const encode = (name: "zfp_rate" | "grok") => encodeB2nd(array, { codec, ...cut, cparams: { codec: name } });
    expect(() => encode("zfp_rate")).toThrow(/await the codec's prepareEncoding/);
    expect(codec.prepareEncoding("grok")).toBeUndefined();
    expect(codec.prepareEncoding("zstd")).toBeUndefined();
    expect(() => encode("grok")).toThrow(/cannot be encoded with the codec grok/);
  });
});

it("takes any numbers, and cuts off nothing that the decoder needs", async () => {
  const [encoder, decoder] = [await loadZfpEncoder(), await loadZfp()];
  const cases = fc.record({
    blocks: fc.array(fc.integer({ min: 4, max: 7 }), { minLength: 1, maxLength: 4 }),
    itemsize: fc.constantFrom(4, 8),
    pattern: fc.uint8Array({ minLength: 8, maxLength: 64 }),
    codec: fc.constantFrom(33, 34, 35),
    meta: fc.integer({ min: 0, max: 255 }),
  });
  fc.assert(
    fc.property(cases, ({ blocks, itemsize, pattern, codec, meta }) => {
      const length = blocks.reduce((size, extent) => size * extent, itemsize);
      const content = Uint8Array.from({ length }, (_, index) => (pattern[index % pattern.length] ?? 0) ^ (index >> 6));
      const request = { codec, meta, typesize: itemsize, length, cut: () => ({ blocks, itemsize }) };
      const stream = encoder.encode(content, request);
      if (stream === undefined) return;
      expect(stream.length).toBeLessThan(length);
      expect(decoder.decode(stream, request).length).toBe(length);
    }),
    { seed: 9, numRuns: 300 },
  );
});
