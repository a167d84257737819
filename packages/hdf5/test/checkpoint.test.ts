import { CatervaError, memorySource, wholeSelection } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { openHdf5 } from "../src/index.ts";
import { nodeDecompressors } from "../src/node.ts";
import { decompressors } from "./decompressors.ts";
import { fixture } from "./fixtures.ts";

/** A file whose work is stopped at the checkpoint after `left` others. */
async function stoppable(name: string) {
  const state = { left: Number.POSITIVE_INFINITY, inflated: 0 };
  const inflate: typeof nodeDecompressors.inflate = (...request) => {
    state.inflated += 1;
    return nodeDecompressors.inflate(...request);
  };
  const checkpoint = () => {
    state.left -= 1;
    if (state.left < 0) throw new CatervaError("request.cancelled", "left");
  };
  const file = await openHdf5(memorySource(fixture(name)), {
    decompressors: { ...decompressors, inflate },
    checkpoint,
  });
  return { file, state };
}

it.each(["fixed_gzip", "contiguous"])(
  "a read of %s stops at the next checkpoint, and nothing of it stays",
  async (path) => {
    const { file, state } = await stoppable("layouts");
    const object = await file.resolve(path);
    if (object === undefined) throw new Error(`${path} is not found`);
    const dataset = await file.dataset(object);
    const whole = wholeSelection(dataset.shape);
    const expected = await dataset.read(whole);
    const chunks = state.inflated;
    let checkpoints = 0;
    for (state.left = 0, state.inflated = 0; ; checkpoints += 1, state.left = checkpoints, state.inflated = 0) {
      const read = await dataset.read(whole).catch((error) => error);
      if (!(read instanceof Error)) {
        expect(read).toEqual(expected);
        break;
      }
      expect(read).toMatchObject({ code: "request.cancelled" });
      expect(state.inflated).toBeLessThanOrEqual(checkpoints);
    }
    expect(checkpoints).toBeGreaterThan(Math.max(1, chunks - 1));
  },
);

it("a walk stops at the next checkpoint", async () => {
  const { file, state } = await stoppable("groups");
  state.left = 3;
  await expect(file.walk()).rejects.toMatchObject({ code: "request.cancelled" });
  state.left = Number.POSITIVE_INFINITY;
  expect((await file.walk()).length).toBeGreaterThan(3);
});
