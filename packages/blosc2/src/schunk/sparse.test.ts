import { readdirSync, readFileSync } from "node:fs";
import {
  CatervaError,
  memorySource,
  type NDArray,
  parseDType,
  product,
  type Selection,
  wholeSelection,
} from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { arrayFixtures, fixture, schunkFixtures } from "../../test/frame-fixtures.ts";
import { type B2ndEdit, editB2nd } from "../b2nd/edit.ts";
import { setSelection } from "../b2nd/edit-selection.ts";
import { appendArray, resizeArray } from "../b2nd/edit-shape.ts";
import { openB2nd } from "../b2nd/open.ts";
import { editSChunk } from "./edit.ts";
import { openSChunk } from "./open.ts";
import { type NamedSources, openSparse, openSparseFrame, sparseFiles } from "./sparse.ts";

const DIRECTORY = new URL("../../test/fixtures/sparse/edited.b2nd/", import.meta.url);

function directoryOf(files: ReadonlyMap<string, Uint8Array>): NamedSources {
  return {
    async open(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new CatervaError("path.not_found", `There is no ${name}.`);
      return memorySource(bytes);
    },
  };
}

function stored(): Map<string, Uint8Array> {
  return new Map(readdirSync(DIRECTORY).map((name) => [name, new Uint8Array(readFileSync(new URL(name, DIRECTORY)))]));
}

async function readAll(files: ReadonlyMap<string, Uint8Array>) {
  const array = await openB2nd(await openSparse(directoryOf(files), { codec }), { codec });
  const { shape, data } = await array.read(wholeSelection(array.shape));
  return { shape, data };
}

function numbers(shape: readonly number[], seed: number): NDArray {
  const items = Int32Array.from({ length: product(shape) }, (_, index) => ((index * 13 + seed * 101) >> 2) % 5003);
  return { dtype: parseDType("<i4"), shape, data: new Uint8Array(items.buffer) };
}

const range = (start: number, rows: number, columns: number): Selection => [
  { kind: "range", start, step: 1, count: rows },
  { kind: "range", start: 0, step: 1, count: columns },
];

describe("sparse frames", () => {
  test("one that python-blosc2 wrote and edited", async () => {
    const source = await openSparse(directoryOf(stored()), { codec });
    const array = await openB2nd(source, { codec });
    expect(array.shape).toEqual([60, 20]);
    const { data } = await array.read(wholeSelection(array.shape));
    const expected = Int32Array.from({ length: 1200 }, (_, item) => {
      if (item < 200) return 3;
      if (item < 400) return 0;
      return item < 1000 ? item : 7;
    });
    expect(data).toEqual(new Uint8Array(expected.buffer));
    expect(await array.schunk.vlmeta()).toEqual(new Map([["k", [1, 2]]]));
    // As one file it is the same.
    const whole = await source.read(0, source.size);
    const contiguous = await openB2nd(memorySource(whole), { codec });
    expect((await contiguous.read(wholeSelection(array.shape))).data).toEqual(data);
  });

  test("every frame becomes a directory and back", async () => {
    for (const name of [...arrayFixtures, ...schunkFixtures].map(([key]) => key)) {
      const before = await openSChunk(memorySource(fixture(name)), { codec });
      if (before.nchunks > 1000) continue;
      const files = new Map<string, Uint8Array>();
      const edit = await editSChunk(memorySource(fixture(name)), { codec });
      for await (const file of sparseFiles(edit)) files.set(file.name, file.bytes);
      const after = await openSChunk(await openSparse(directoryOf(files), { codec }), { codec });
      expect(after.metalayers).toEqual(before.metalayers);
      expect(await after.vlmeta()).toEqual(await before.vlmeta());
      for (let nchunk = 0; nchunk < before.nchunks; nchunk += 1) {
        expect(Buffer.compare(await after.chunkBytes(nchunk), await before.chunkBytes(nchunk)), name).toBe(0);
      }
    }
  });

  test("edits of one give a contiguous frame", async () => {
    const source = await openSparse(directoryOf(stored()), { codec });
    const edit = await editSChunk(source, { codec });
    edit.setVlmeta("mine", 5);
    const frame = await applyEdit(await source.read(0, source.size), edit);
    expect((await (await openSChunk(memorySource(frame), { codec })).vlmeta()).get("mine")).toBe(5);
  });

  test("an edit adds files, replaces the index, and names those that nobody needs any more", async () => {
    const files = stored();
    const frame = await openSparseFrame(directoryOf(files), { codec });
    const edit = await editB2nd(frame.source, { codec });
    await setSelection(edit, range(0, 5, 20), numbers([5, 20], 900));
    await appendArray(edit, numbers([7, 20], 1));
    edit.schunk.setVlmeta("mine", 5);
    const { chunks, index, unused } = frame.growth(edit.schunk);
    // Nothing that the old version names is written over.
    for (const { name } of chunks) expect(files.has(name)).toBe(false);
    expect(unused.length).toBeGreaterThan(0);
    const before = await readAll(files);
    for (const { name, bytes } of chunks) files.set(name, bytes);
    expect(await readAll(files)).toEqual(before);
    files.set(index.name, index.bytes);
    for (const name of unused) files.delete(name);
    const after = await readAll(files);
    expect(after.shape).toEqual([67, 20]);
    const expected = before.data.slice(0, 60 * 80);
    expected.set(numbers([5, 20], 900).data);
    expect(after.data.subarray(0, 60 * 80)).toEqual(expected);
    expect(after.data.subarray(60 * 80)).toEqual(numbers([7, 20], 1).data);
    expect([...files.keys()].sort()).toEqual([...new Set(files.keys())].sort());
  });

  test("edits, one after the other, do to a directory what they do to a file", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("append" as const), rows: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant("set" as const), rows: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant("shrink" as const), rows: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant("zeros" as const), rows: fc.integer({ min: 1, max: 20 }) }),
    );
    type Step = { readonly kind: "append" | "set" | "shrink" | "zeros"; readonly rows: number };
    const run = async (edit: B2ndEdit, { kind, rows }: Step, seed: number) => {
      const [length = 0] = edit.shape;
      const count = Math.min(rows, length);
      if (kind === "append") await appendArray(edit, numbers([rows, 20], seed));
      else if (kind === "shrink") await resizeArray(edit, [Math.max(0, length - rows), 20]);
      else if (count > 0) {
        const values = numbers([count, 20], kind === "set" ? seed : 0);
        if (kind === "zeros") values.data.fill(0);
        await setSelection(edit, range(length - count, count, 20), values);
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const files = stored();
        const source = await openSparse(directoryOf(files), { codec });
        let contiguous = await source.read(0, source.size);
        for (const [seed, each] of steps.entries()) {
          const frame = await openSparseFrame(directoryOf(files), { codec });
          const edit = await editB2nd(frame.source, { codec });
          await run(edit, each, seed);
          const { chunks, index, unused } = frame.growth(edit.schunk);
          for (const { name, bytes } of [...chunks, index]) files.set(name, bytes);
          for (const name of unused) files.delete(name);
          const other = await editB2nd(memorySource(contiguous), { codec });
          await run(other, each, seed);
          contiguous = await applyEdit(contiguous, other.schunk);
        }
        const expected = await openB2nd(memorySource(contiguous), { codec });
        const content = await expected.read(wholeSelection(expected.shape));
        expect(await readAll(files)).toEqual({ shape: content.shape, data: content.data });
      }),
      { seed: 9, numRuns: 30 },
    );
  });

  test("refuses what is none", async () => {
    const missing = stored();
    missing.delete("00000003.chunk");
    expect(await errorCode(() => openSparse(directoryOf(missing), { codec }))).toBe("path.not_found");
    expect(await errorCode(() => openSparse(directoryOf(new Map()), { codec }))).toBe("path.not_found");
    const contiguous = new Map([["chunks.b2frame", fixture("rank-2.b2nd")]]);
    expect(await errorCode(() => openSparse(directoryOf(contiguous), { codec }))).toBe("blosc2.malformed");
    const limits = { indexBytes: 100 };
    expect(await errorCode(() => openSparse(directoryOf(stored()), { codec, limits }))).toBe("limit.exceeded");
  });
});
