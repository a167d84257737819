import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { descrText } from "@caterva2/ndarray";
import { encodeB2nd, encodeMsgpack, encodeSChunk } from "../src/index.ts";
import { codec } from "./codec.ts";
import { writtenArrays } from "./written-arrays.ts";

/**
 * Writes the arrays of `written-arrays.ts` for python-blosc2 to read: `node write-frames.ts DIRECTORY`, then
 * `python check_frames.py DIRECTORY`.
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

for (const { name, array, chunks, blocks } of writtenArrays()) {
  const cut = { ...(chunks ? { chunks } : {}), ...(blocks ? { blocks } : {}) };
  for (const compressor of ["zstd", "lz4"] as const) {
    const file = `${name}-${compressor}`;
    const frame = encodeB2nd(array, { codec, ...cut, vlmeta, meta, cparams: { codec: compressor } });
    writeFileSync(join(directory, `${file}.b2nd`), frame);
    writeFileSync(join(directory, `${file}.raw`), array.data);
    manifest[file] = { shape: array.shape, dtype: descrText(array.dtype) };
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
writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
