import { existsSync, readFileSync } from "node:fs";
import {
  type AxisSelection,
  applyGather,
  applySelection,
  countingSource,
  formatDType,
  memorySource,
  product,
  wholeSelection,
} from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gatherOf, selectionOf } from "../../../ndarray/test/random-selection.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { arrayFixtures, fixture, sha256 } from "../../test/frame-fixtures.ts";
import { openB2nd, openFrameObject } from "./open.ts";

const open = (bytes: Uint8Array, limits = {}) => openB2nd(memorySource(bytes), { codec, limits });
const range = (start: number, count: number, step = 1): AxisSelection => ({ kind: "range", start, step, count });
const at = (index: number): AxisSelection => ({ kind: "index", index });

describe.each(arrayFixtures)("%s", (name, facts) => {
  test("has the shape, dtype and content that python-blosc2 reads", async () => {
    const array = await open(fixture(name));
    const { shape, chunks, blocks, schunk } = array;
    expect({ shape, chunks, blocks, dtype: formatDType(array.dtype), nchunks: schunk.nchunks }).toEqual({
      shape: facts.shape,
      chunks: facts.chunks,
      blocks: facts.blocks,
      dtype: facts.dtype,
      nchunks: facts.nchunks,
    });
    if (facts.sha256 === null) return;
    const whole = await array.read(wholeSelection(shape));
    expect(sha256(whole.data)).toBe(facts.sha256);
  });

  // One fixture is too large to be read whole.
  if (facts.sha256 === null) return;
  test("any selection is that selection of the whole", async () => {
    const array = await open(fixture(name));
    const whole = await array.read(wholeSelection(array.shape));
    await fc.assert(
      fc.asyncProperty(selectionOf(array.shape), async (selection) => {
        expect(await array.read(selection)).toEqual(applySelection(whole, selection));
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  if (product(facts.shape) === 0 || facts.shape.length === 0) return;
  test("any gather is that gather of the whole", async () => {
    const array = await open(fixture(name));
    const whole = await array.read(wholeSelection(array.shape));
    await fc.assert(
      fc.asyncProperty(gatherOf(array.shape), async (selection) => {
        expect(await array.gather(selection)).toEqual(applyGather(whole, selection));
      }),
      { seed: 2, numRuns: 15 },
    );
  });
});

describe("what a slice reads and decodes", () => {
  // One chunk of (64, 64, 16) two-byte items in blocks of (16, 32, 8): 4 x 2 x 2 blocks of 8 KiB.
  const name = "blocks-of-kilobytes.b2nd";

  async function counted() {
    const { source, count } = countingSource(memorySource(fixture(name)));
    const array = await openB2nd(source, { codec });
    return { array, count };
  }

  test("opening takes the head and the tail", async () => {
    const { count } = await counted();
    expect(count.reads).toBe(2);
    expect(count.bytes).toBeLessThan(4096 + 300);
  });

  test("one item decodes one block and reads its bytes alone", async () => {
    const { array, count } = await counted();
    const before = { ...count };
    await array.read([at(20), at(40), at(3)]);
    expect(array.stats).toMatchObject({ chunksRead: 1, blocksDecoded: 1 });
    expect(count.reads - before.reads).toBeLessThanOrEqual(2);
    expect(count.bytes - before.bytes).toBeLessThan(8192 + 200);
    await array.read([at(21), at(41), at(4)]);
    // The block offsets are remembered: one read, of the block.
    expect(count.reads - before.reads).toBeLessThanOrEqual(3);
    expect(array.stats.blocksDecoded).toBe(2);
  });

  test.each<[string, AxisSelection[], number, number]>([
    ["a plane along the first axis", [at(5), range(0, 64), range(0, 16)], 4, 1],
    ["a plane along the second axis", [range(0, 64), at(5), range(0, 16)], 8, 4],
    ["a plane along the third axis", [range(0, 64), range(0, 64), at(5)], 8, 8],
    ["a step over whole blocks", [range(0, 2, 32), at(0), at(0)], 2, 2],
    ["all", [range(0, 64), range(0, 64), range(0, 16)], 16, 1],
    ["nothing", [range(3, 0), range(0, 64), range(0, 16)], 0, 0],
  ])("%s", async (_, selection, blocks, reads) => {
    const { array, count } = await counted();
    await array.read([at(0), at(0), at(0)]);
    const [readsBefore, blocksBefore] = [count.reads, array.stats.blocksDecoded];
    await array.read(selection);
    expect(array.stats.blocksDecoded - blocksBefore).toBe(blocks);
    expect(count.reads - readsBefore).toBe(reads);
  });

  test("points decode the blocks that hold them", async () => {
    const { array } = await counted();
    const coordinates = [
      [1, 2, 17, 3],
      [0, 31, 0, 32],
    ];
    await array.gather({
      axes: [undefined, undefined, at(0)],
      points: { axes: [0, 1], shape: [4], coordinates },
      resultPosition: 0,
    });
    expect(array.stats).toMatchObject({ chunksRead: 1, blocksDecoded: 3 });
  });

  test("chunks without bytes are neither read nor decoded", async () => {
    for (const special of ["special-zeros.b2nd", "special-nans.b2nd", "special-uninit.b2nd"]) {
      const { source, count } = countingSource(memorySource(fixture(special)));
      const array = await openB2nd(source, { codec });
      const { reads } = count;
      await array.read(wholeSelection(array.shape));
      expect(count.reads).toBe(reads);
      expect(array.stats).toMatchObject({ chunksRead: 0, blocksDecoded: 0 });
    }
  });

  test("a repeated value is filled in without decoding; raw chunks are copied", async () => {
    for (const name of ["special-full.b2nd", "stored-raw.b2nd"]) {
      const array = await open(fixture(name));
      await array.read(wholeSelection(array.shape));
      expect(array.stats.blocksDecoded).toBe(0);
    }
  });

  test("a few items of an array that declares 80 GB", async () => {
    const array = await open(fixture("special-zeros-huge.b2nd"));
    expect(array.shape).toEqual([10 ** 10]);
    expect((await array.read([range(10 ** 10 - 3, 3)])).data).toEqual(new Uint8Array(24));
    expect(await errorCode(() => array.read(wholeSelection(array.shape)))).toBe("limit.exceeded");
  });
});

describe("refusals", () => {
  test("an answer beyond the limit", async () => {
    const array = await open(fixture("rank-2.b2nd"), { answerBytes: 100 });
    expect((await array.read([range(0, 5), range(0, 5)])).data.length).toBe(100);
    expect(await errorCode(() => array.read([range(0, 2), range(0, 13)]))).toBe("limit.exceeded");
  });

  test("a chunk, a block, an index beyond the limit", async () => {
    const huge = () => open(fixture("special-zeros-huge.b2nd"), { indexBytes: 70_000 });
    expect(await errorCode(huge)).toBe("limit.exceeded");
    const array = await open(fixture("codec-lz4-none.b2nd"), { chunkBytes: 800 });
    expect(await errorCode(() => array.read([at(0), at(0)]))).toBe("limit.exceeded");
  });

  test("a selection of another rank, a frame without an array", async () => {
    const array = await open(fixture("rank-2.b2nd"));
    expect(await errorCode(() => array.read([at(0)]))).toBe("slice.invalid");
    expect(await errorCode(() => open(fixture("schunk-text.b2frame")))).toBe("dataset.wrong_kind");
    const object = await openFrameObject(memorySource(fixture("schunk-text.b2frame")), { codec });
    expect(object.kind).toBe("schunk");
  });

  test("a shape that the chunks do not make up", async () => {
    const frame = fixture("rank-2.b2nd");
    const start = frame.findIndex((byte, index) => byte === 0x92 && frame[index + 1] === 0xd3);
    frame[start + 9] = 200;
    expect(await errorCode(() => open(frame))).toBe("blosc2.malformed");
  });
});

describe("real files", () => {
  const shared = new URL("../../../../../shared/data/", import.meta.url);
  const names = [
    ...["example_day_month_temp", "example_item_prices", "legacy_lazyexpr_v1/a", "legacy_lazyudf_v1/b"].map(
      (name) => `frames/${name}.b2nd`,
    ),
    ...["ds-1d", "ds-1d-b", "ds-1d-fields", "ds-2d-fields", "ds-sc-attr", "dir1/ds-2d", "dir1/ds-3d", "dir2/ds-4d"].map(
      (name) => `root-example/${name}.b2nd`,
    ),
  ];
  // The shared data are not part of the repository.
  test.skipIf(!existsSync(shared)).each(names)("%s: any selection is that selection of the whole", async (name) => {
    const array = await open(new Uint8Array(readFileSync(new URL(name, shared))));
    const whole = await array.read(wholeSelection(array.shape));
    await array.schunk.vlmeta();
    await fc.assert(
      fc.asyncProperty(selectionOf(array.shape), async (selection) => {
        expect(await array.read(selection)).toEqual(applySelection(whole, selection));
      }),
      { seed: 4, numRuns: 20 },
    );
  });
});
