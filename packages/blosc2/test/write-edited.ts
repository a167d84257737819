import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  descrText,
  memorySource,
  type NDArray,
  parseDType,
  product,
  selectionShape,
  wholeSelection,
} from "@caterva2/ndarray";
import {
  appendArray,
  appendData,
  type B2ndEdit,
  compactFrame,
  deleteChunk,
  deleteRange,
  editB2nd,
  editSChunk,
  encodeB2nd,
  encodeSChunk,
  fillB2nd,
  fillChunk,
  insertArray,
  insertData,
  openB2nd,
  openSChunk,
  openSparse,
  openSparseFrame,
  resizeArray,
  setSelection,
  sparseFiles,
  streamB2nd,
  streamSChunk,
  updateData,
} from "../src/index.ts";
import { applyEdit, joinPieces } from "./apply-growth.ts";
import { codec } from "./codec.ts";
import { arrayFixtures, fixture, schunkFixtures } from "./frame-fixtures.ts";
import { memorySink } from "./memory-sink.ts";

/**
 * Edits frames many times, ours and those that python-blosc2 wrote, for python-blosc2 to read and to edit further:
 * `node write-edited.ts DIRECTORY`, then `python interop/blosc2/check_edited.py DIRECTORY`.
 */
const directory = process.argv[2];
if (directory === undefined) throw new Error("Say where to write: node write-edited.ts DIRECTORY");
mkdirSync(directory, { recursive: true });
const folder = directory;
const manifest: Record<string, unknown> = {};

function numbers(shape: readonly number[], seed: number): NDArray {
  const items = Int32Array.from({ length: product(shape) }, (_, index) => ((index * 13 + seed * 101) >> 2) % 5003);
  return { dtype: parseDType("<i4"), shape, data: new Uint8Array(items.buffer) };
}

async function editArray(stored: Uint8Array, run: (edit: B2ndEdit) => Promise<void>): Promise<Uint8Array> {
  const edit = await editB2nd(memorySource(stored), { codec });
  await run(edit);
  return applyEdit(stored, edit.schunk);
}

async function saveArray(name: string, frame: Uint8Array, vlmeta: Record<string, unknown> = {}): Promise<void> {
  const array = await openB2nd(memorySource(frame), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  writeFileSync(join(folder, `${name}.b2nd`), frame);
  writeFileSync(join(folder, `${name}.raw`), data);
  // The reference gets reads and writes of a part wrong, or hangs, where blocks depend on others. Means are not what
  // was written.
  const { filters, useDict } = array.schunk.cparams;
  const partial = !filters.includes(3) && !filters.includes(33) && !useDict;
  // Nor can it read its own frames of items over 255 bytes.
  const readable = array.schunk.typesize === array.dtype.itemsize;
  manifest[name] = { shape: array.shape, dtype: descrText(array.dtype), vlmeta, partial, readable };
}

async function saveSChunk(name: string, frame: Uint8Array): Promise<void> {
  const schunk = await openSChunk(memorySource(frame), { codec });
  const chunks = await Promise.all(Array.from({ length: schunk.nchunks }, (_, nchunk) => schunk.decodeChunk(nchunk)));
  writeFileSync(join(folder, `${name}.b2frame`), frame);
  writeFileSync(join(folder, `${name}.raw`), Buffer.concat(chunks));
  manifest[name] = { chunks: chunks.map((chunk) => chunk.length), typesize: schunk.typesize };
}

/** One of everything, each a growth of its own. */
async function editOften(first: Uint8Array): Promise<Uint8Array> {
  let frame = first;
  const trailing = [30];
  for (let round = 0; round < 12; round += 1) {
    frame = await editArray(frame, (edit) => appendArray(edit, numbers([5, ...trailing], round)));
    frame = await editArray(frame, (edit) => {
      const rows = { kind: "range", start: round, step: 3, count: 4 } as const;
      const columns = { kind: "range", start: 1, step: 2, count: 9 } as const;
      return setSelection(edit, [rows, columns], numbers([4, 9], round + 50));
    });
  }
  frame = await editArray(frame, (edit) => insertArray(edit, 0, 16, numbers([32, 30], 7)));
  frame = await editArray(frame, (edit) => deleteRange(edit, 0, 32, 16));
  frame = await editArray(frame, (edit) => resizeArray(edit, [61, 23]));
  frame = await editArray(frame, (edit) => resizeArray(edit, [70, 41]));
  return editArray(frame, async (edit) => {
    edit.schunk.setVlmeta("list", [1, 2]);
    edit.schunk.setVlmeta("gone", "x");
    edit.schunk.setVlmeta("text", "y".repeat(4000));
    edit.schunk.deleteVlmeta("gone");
  });
}

for (const compressor of ["zstd", "lz4", "blosclz", "zlib"] as const) {
  const cparams = { codec: compressor };
  const options = { codec, chunks: [16, 16], blocks: [8, 8], cparams };
  const edited = await editOften(encodeB2nd(numbers([3, 30], 1), options));
  await saveArray(`often-${compressor}`, edited, { list: [1, 2], text: "y".repeat(4000) });
}
{
  const often = await editOften(encodeB2nd(numbers([3, 30], 1), { codec, chunks: [16, 16], blocks: [8, 8] }));
  const compacted = joinPieces(often, await compactFrame(memorySource(often), { codec }));
  await saveArray("compacted", compacted, { list: [1, 2], text: "y".repeat(4000) });
}
await saveArray(
  "from-nothing",
  await editArray(encodeB2nd(numbers([0, 30], 1), { codec }), (edit) => appendArray(edit, numbers([9, 30], 1))),
);
await saveArray(
  "to-nothing",
  await editArray(encodeB2nd(numbers([9, 30], 1), { codec }), (edit) => resizeArray(edit, [0, 30])),
);

for (const [name, { shape }] of arrayFixtures) {
  // What was never written is random with the reference; see "filled" below.
  if (shape.length === 0 || product(shape) > 1e6 || name.includes("uninit")) continue;
  const stored = fixture(name);
  const array = await openB2nd(memorySource(stored), { codec });
  const rows = shape.map((extent, axis) => (axis === 0 ? Math.min(extent, 3) : extent));
  const head = await array.read(wholeSelection(rows));
  let edited = await editArray(stored, (edit) => appendArray(edit, head));
  edited = await editArray(edited, (edit) =>
    resizeArray(
      edit,
      shape.map((extent, axis) => (axis === 0 || axis === shape.length - 1 ? extent + 2 : extent)),
    ),
  );
  await saveArray(`python-${name.replace(".b2nd", "")}`, edited);
}

for (const [name, { chunksize, nchunks }] of schunkFixtures) {
  let frame = fixture(name);
  const edit = async (run: (edit: Awaited<ReturnType<typeof editSChunk>>) => Promise<void>) => {
    const opened = await editSChunk(memorySource(frame), { codec });
    await run(opened);
    frame = await applyEdit(frame, opened);
  };
  const size = chunksize > 0 ? chunksize : 100;
  const data = (seed: number) => Uint8Array.from({ length: size }, (_, index) => (index * seed) >> 4);
  if (nchunks > 0) {
    await edit((opened) => insertData(opened, 0, data(3)));
    await edit((opened) => updateData(opened, 0, data(5)));
    await edit((opened) => insertData(opened, 1, data(7)));
    await edit((opened) => deleteChunk(opened, opened.nchunks - 1));
  }
  await edit((opened) => appendData(opened, data(9)));
  await edit((opened) => appendData(opened, data(0)));
  await saveSChunk(`python-${name.replace(".b2frame", "")}`, frame);
}

{
  let frame = fixture("special-uninit.b2nd");
  const { nchunks } = await openSChunk(memorySource(frame), { codec });
  for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
    const edit = await editSChunk(memorySource(frame), { codec });
    if (edit.slots.at(nchunk).kind !== "uninit") continue;
    const { typesize, blocksize, chunksize } = edit;
    const data = Uint8Array.from({ length: chunksize }, (_, index) => (index * (nchunk + 1)) >> 5);
    const params = { codec: "lz4", clevel: 5, splitMode: "auto", filters: [1], filtersMeta: [0] } as const;
    await fillChunk(edit, nchunk, codec.encodeChunk(data, { ...params, typesize, blocksize }));
    edit.setVlmeta("fill_state", nchunk === nchunks - 1 ? "complete" : "filling");
    frame = await applyEdit(frame, edit);
  }
  await saveArray("filled", frame, { fill_state: "complete" });
}
{
  let frame = encodeSChunk(new Uint8Array(0), { codec, typesize: 4, chunksize: 400 });
  for (let round = 0; round < 300; round += 1) {
    const edit = await editSChunk(memorySource(frame), { codec });
    await appendData(
      edit,
      Uint8Array.from({ length: 400 }, (_, index) => (index * round) >> 3),
    );
    frame = await applyEdit(frame, edit);
  }
  await saveSChunk("three-hundred-appends", frame);
}
for (const [name, text, fill] of [
  ["zeros", "<i4", "zeros"],
  ["nan", "<f8", "nan"],
  ["nan-half", "<f2", "nan"],
  ["nan-big-endian", ">f4", "nan"],
  ["value", "<i2", Uint8Array.of(7, 1)],
  ["text", "|S3", Uint8Array.of(97, 98, 0)],
] as const) {
  const sink = memorySink();
  const array = { shape: [83, 41], dtype: parseDType(text), fill };
  await fillB2nd(sink, array, { codec, chunks: [16, 41], blocks: [8, 16] });
  await saveArray(`one-value-${name}`, sink.bytes);
}
for (const compressor of ["zstd", "lz4hc"] as const) {
  const source = await openB2nd(memorySource(fixture("rank-3.b2nd")), { codec });
  const sink = memorySink();
  const chunks = source.shape.map((extent) => Math.ceil(extent / 2));
  await streamB2nd(sink, source, {
    codec,
    chunks,
    cparams: { codec: compressor, clevel: 9, filters: [2], filtersMeta: [0] },
  });
  await saveArray(`copied-${compressor}`, sink.bytes);
}
{
  const sink = memorySink();
  const parts = Array.from({ length: 40 }, (_, part) => new Uint8Array(777).fill(part));
  await streamSChunk(sink, parts, { codec, typesize: 4, chunksize: 4000 });
  await saveSChunk("streamed", sink.bytes);
}
for (const name of ["rank-3", "special-mixed", "edit-grown", "metadata"]) {
  const bytes = fixture(`${name}.b2nd`);
  const array = await openB2nd(memorySource(bytes), { codec });
  const path = join(folder, `sparse-${name}.b2nd`);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  const edit = await editSChunk(memorySource(bytes), { codec });
  edit.setVlmeta("mine", [1, 2]);
  for await (const file of sparseFiles(edit)) writeFileSync(join(path, file.name), file.bytes);
  writeFileSync(join(folder, `sparse-${name}.raw`), (await array.read(wholeSelection(array.shape))).data);
  const facts = { shape: array.shape, dtype: descrText(array.dtype), vlmeta: { mine: [1, 2] } };
  manifest[`sparse-${name}`] = { ...facts, partial: true, readable: true };
}
for (const name of ["rank-3", "edit-grown"]) {
  const path = join(folder, `sparse-edited-${name}.b2nd`);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  const first = await editSChunk(memorySource(fixture(`${name}.b2nd`)), { codec });
  for await (const file of sparseFiles(first)) writeFileSync(join(path, file.name), file.bytes);
  const directory = { open: async (file: string) => memorySource(new Uint8Array(readFileSync(join(path, file)))) };
  for (let round = 0; round < 5; round += 1) {
    const frame = await openSparseFrame(directory, { codec });
    const edit = await editB2nd(frame.source, { codec });
    const [, ...trailing] = edit.shape;
    await appendArray(edit, numbers([3, ...trailing], round));
    const part = edit.shape.map(
      (extent) => ({ kind: "range", start: 0, step: 2, count: Math.ceil(extent / 2) }) as const,
    );
    await setSelection(edit, part, numbers(selectionShape(part), round + 50));
    edit.schunk.setVlmeta("round", round);
    const { chunks, index, unused } = frame.growth(edit.schunk);
    for (const { name: file, bytes } of [...chunks, index]) writeFileSync(join(path, file), bytes);
    for (const file of unused) rmSync(join(path, file));
  }
  const array = await openB2nd(await openSparse(directory, { codec }), { codec });
  writeFileSync(join(folder, `sparse-edited-${name}.raw`), (await array.read(wholeSelection(array.shape))).data);
  const facts = { shape: array.shape, dtype: descrText(array.dtype), vlmeta: { round: 4 } };
  manifest[`sparse-edited-${name}`] = { ...facts, partial: true, readable: true };
}
writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
