import { isCatervaError, memorySource, product } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { joinPieces } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { arrayFixtures, fixture } from "../../test/frame-fixtures.ts";
import { randomNumbers } from "../../test/sample-data.ts";
import { frameHoles } from "../schunk/compact.ts";
import { editB2nd } from "./edit.ts";
import { appendArray, resizeArray } from "./edit-shape.ts";
import { encodeB2nd } from "./encode.ts";

const limits = { chunkBytes: 1 << 20, indexBytes: 1 << 16, answerBytes: 1 << 22, vlmetaBytes: 1 << 16 };

/** Edits a frame in every way; whatever its bytes are, that works or fails with an error of the catalogue. */
async function edit(bytes: Uint8Array): Promise<"edited" | "refused"> {
  try {
    const opened = await editB2nd(memorySource(bytes), { codec, limits });
    const rows = opened.shape.map((extent, axis) => (axis === 0 ? 1 : extent));
    const size = product([...rows, opened.dtype.itemsize]);
    if (opened.shape.length > 0 && size <= 1 << 16) {
      await appendArray(opened, { dtype: opened.dtype, shape: rows, data: new Uint8Array(size).fill(1) });
    }
    await resizeArray(
      opened,
      opened.shape.map((extent) => extent + 1),
    );
    opened.schunk.setVlmeta("k", 1);
    await frameHoles(opened.schunk);
    const rewritten = joinPieces(bytes, await opened.schunk.rewrite());
    // What is kept is not more than there was; the rest was made here.
    expect(rewritten.length).toBeLessThan(bytes.length + (1 << 22));
    if (!opened.schunk.needsRewrite) opened.schunk.growth();
    return "edited";
  } catch (error) {
    if (!isCatervaError(error) || error.code === "internal.unexpected") throw error;
    return "refused";
  }
}

test("mutants of frames are edited or refused", async () => {
  const random = randomNumbers(2026);
  const seeds = arrayFixtures.map(([name]) => fixture(name)).filter((bytes) => bytes.length < 20_000);
  const outcomes = { edited: 0, refused: 0 };
  for (let round = 0; round < 1500; round += 1) {
    const mutant = seeds[random() % seeds.length]?.slice() ?? new Uint8Array(0);
    // Headers, indexes and trailers are small: most changes go there.
    const reach = random() % 3 === 0 ? mutant.length : Math.min(mutant.length, 300);
    for (let change = random() % 4; change >= 0; change -= 1) mutant[random() % reach] = random() & 255;
    outcomes[await edit(mutant)] += 1;
  }
  expect(outcomes.edited).toBeGreaterThan(100);
  expect(outcomes.refused).toBeGreaterThan(100);
});

test("chunks of gigabytes that an empty array promises are not made", async () => {
  const shape = [0, 70_000];
  const array = {
    dtype: (await editB2nd(memorySource(fixture("rank-1.b2nd")), { codec })).dtype,
    shape,
    data: new Uint8Array(0),
  };
  const frame = encodeB2nd(array, { codec, chunks: [5000, 70_000], blocks: [1, 70_000] });
  expect(await edit(frame)).toBe("refused");
});
