import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { descrText, memorySource, type NDArray, parseDType, parseSliceText } from "@caterva2/ndarray";
import { encodeB2nd, encodeBlockLists, encodeMsgpack, encodeSChunk, openB2nd } from "../src/index.ts";
import { codec } from "./codec.ts";
import { writtenArrays, zfpArrays } from "./written-arrays.ts";

/**
 * Writes the arrays of `written-arrays.ts` for python-blosc2 to read: `node write-frames.ts DIRECTORY`, then
 * `python interop/blosc2/check_frames.py DIRECTORY`.
 */
const directory = process.argv[2];
if (directory === undefined) throw new Error("Say where to write: node write-frames.ts DIRECTORY");
mkdirSync(directory, { recursive: true });

const vlmeta = new Map<string, string | number[]>([
  ["k", [1, 2]],
  ["t", "x".repeat(3000)],
]);
const meta = new Map([["mine", encodeMsgpack(new Map([["a", 1]]))]]);
const manifest: Record<string, unknown> = {};

for (const { name, array, chunks, blocks, cparams } of writtenArrays()) {
  const cut = { ...(chunks ? { chunks } : {}), ...(blocks ? { blocks } : {}) };
  for (const compressor of cparams === undefined ? (["zstd", "lz4"] as const) : [cparams.codec ?? "blosclz"]) {
    const file = `${name}-${compressor}`;
    await codec.prepareEncoding(compressor);
    const frame = encodeB2nd(array, { codec, ...cut, vlmeta, meta, cparams: { codec: compressor, ...cparams } });
    writeFileSync(join(directory, `${file}.b2nd`), frame);
    writeFileSync(join(directory, `${file}.raw`), array.data);
    manifest[file] = { shape: array.shape, dtype: descrText(array.dtype) };
  }
}
// What ZFP keeps of numbers is what python-blosc2 keeps of them, to the bit.
for (const { name, array, chunks, blocks, cparams } of zfpArrays()) {
  if (cparams?.codec === undefined) throw new Error(`${name} is to say how`);
  await codec.prepareEncoding(cparams.codec);
  writeFileSync(join(directory, `${name}.b2nd`), encodeB2nd(array, { codec, chunks, blocks, cparams, vlmeta, meta }));
  writeFileSync(join(directory, `${name}.raw`), array.data);
  const { codec: mode, codecMeta } = cparams;
  manifest[name] = { shape: array.shape, dtype: descrText(array.dtype), chunks, blocks, zfp: mode, codecMeta };
}
/** Frames of stored blocks that were never decoded. */
for (const compressor of ["zstd", "lz4", "blosclz", "zlib"] as const) {
  const items = Int32Array.from({ length: 50 * 60 * 70 }, (_, index) => (index < 60_000 ? 0 : (index * 7) >> 3));
  const array: NDArray = { dtype: parseDType("<i4"), shape: [50, 60, 70], data: new Uint8Array(items.buffer) };
  const options = { codec, chunks: [16, 32, 70], blocks: [1, 8, 35], cparams: { codec: compressor } };
  const stored = await openB2nd(memorySource(encodeB2nd(array, options)), { codec });
  for (const [index, text] of ["8:40, 8:60, 35:70", "33, 16:40", "0:16", "5:20, 32:60"].entries()) {
    const selection = parseSliceText(text, array.shape);
    const frame = await stored.sliceStored(selection);
    if (frame === undefined) throw new Error(`${text} is to be taken from stored blocks`);
    const { shape, data } = await stored.read(selection);
    const file = `slice-${index}-${compressor}`;
    writeFileSync(join(directory, `${file}.b2nd`), frame);
    writeFileSync(join(directory, `${file}.raw`), data);
    manifest[file] = { shape, dtype: descrText(array.dtype), bare: true };
  }
}
for (const [name, typesize, chunksize] of [
  ["bytes", 1, 5000],
  ["items", 7, 7000],
  ["long-items", 300, 3000],
  ["nothing", 4, 4000],
] as const) {
  const length = name === "nothing" ? 0 : 21_000;
  const data = Uint8Array.from({ length }, (_, index) => (index * index) >> 7);
  writeFileSync(join(directory, `${name}.b2frame`), encodeSChunk(data, { codec, typesize, chunksize, vlmeta, meta }));
  writeFileSync(join(directory, `${name}.raw`), data);
  manifest[name] = { typesize, chunksize };
}
// Lines of text as blocks of their own, forty to a chunk.
const lines = Array.from({ length: 120 }, (_, index) =>
  new TextEncoder().encode(`line ${index} `.repeat(1 + (index % 30))),
);
for (const compressor of ["blosclz", "lz4", "lz4hc", "zlib", "zstd"] as const) {
  for (const useDict of compressor.startsWith("lz4") || compressor === "zstd" ? [false, true] : [false]) {
    const name = `blocks-${compressor}${useDict ? "-dictionary" : ""}`;
    const chunks = [0, 40, 80].map((start) => lines.slice(start, start + 40));
    const cparams = { codec: compressor, clevel: 5, useDict };
    writeFileSync(join(directory, `${name}.b2frame`), encodeBlockLists(chunks, { codec, vlmeta, meta, cparams }));
    writeFileSync(join(directory, `${name}.raw`), Buffer.concat(lines));
    manifest[name] = { blocks: chunks.map((chunk) => chunk.map(({ length }) => length)) };
  }
}
writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
