import { readdirSync, readFileSync } from "node:fs";
import { CatervaError, memorySource, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { arrayFixtures, fixture, schunkFixtures } from "../../test/frame-fixtures.ts";
import { openB2nd } from "../b2nd/open.ts";
import { editSChunk } from "./edit.ts";
import { openSChunk } from "./open.ts";
import { type NamedSources, openSparse, sparseFiles } from "./sparse.ts";

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
