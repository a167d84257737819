import type { ChunkCodec } from "@caterva2/blosc2";
import { expect, test } from "vitest";
import { Cancellation, CancelSlots, stoppable } from "./cancellation.ts";

const cancelled = expect.objectContaining({ code: "request.cancelled" });
const pause = () => new Promise((resolve) => setImmediate(resolve));

test("a job is stopped through its own slot, also after it waited, and others go on", async () => {
  const slots = new CancelSlots();
  const cancellation = new Cancellation(slots.memory);
  const [first = -1, second = -1] = [slots.take(), slots.take()];
  const work = async () => {
    for (let step = 0; step < 3; step += 1) {
      await pause();
      cancellation.check();
    }
    return "done";
  };
  const jobs = Promise.allSettled([first, second, undefined].map((slot) => cancellation.run(slot, work)));
  slots.cancel(first);
  expect(await jobs).toEqual([
    { status: "rejected", reason: cancelled },
    { status: "fulfilled", value: "done" },
    { status: "fulfilled", value: "done" },
  ]);
});

test("a slot that is given back says nothing of the job before", async () => {
  const slots = new CancelSlots();
  const cancellation = new Cancellation(slots.memory);
  const slot = slots.take() ?? -1;
  slots.cancel(slot);
  slots.giveBack(slot);
  expect(slots.take()).toBe(slot);
  await cancellation.run(slot, async () => cancellation.check());
});

test("a job counts in its own slot, and what was counted is told once", async () => {
  const slots = new CancelSlots();
  const worker = new Cancellation(slots.memory);
  const [first = -1, second = -1] = [slots.take(), slots.take()];
  await worker.run(first, async () => worker.count(2 ** 33));
  await worker.run(first, async () => worker.count(5));
  await worker.run(undefined, async () => worker.count(7));
  expect([slots.counted(first), slots.counted(first), slots.counted(second)]).toEqual([2 ** 33 + 5, 0, 0]);
  await worker.run(second, async () => worker.count(9));
  slots.giveBack(second);
  expect(slots.take()).toBe(second);
  expect(slots.counted(second)).toBe(0);
});

test("there are only so many slots; jobs without one run as well", () => {
  const slots = new CancelSlots();
  const taken = Array.from({ length: 40 }, () => slots.take());
  expect(new Set(taken).size).toBe(17);
  expect(taken.at(-1)).toBeUndefined();
});

test("a codec stops before each chunk and block", async () => {
  const slots = new CancelSlots();
  const cancellation = new Cancellation(slots.memory);
  const calls: string[] = [];
  const called = (name: string) => () => {
    calls.push(name);
    return new Uint8Array();
  };
  const inner: ChunkCodec = {
    prepare: () => undefined,
    prepareEncoding: () => undefined,
    ofArray: () => inner,
    decodeChunk: called("decodeChunk"),
    decodeBlock: called("decodeBlock"),
    encodeChunk: called("encodeChunk"),
    encodeBlock: called("encodeBlock"),
    encodeBlocks: called("encodeBlocks"),
  };
  const codec = stoppable(inner, cancellation);
  const slot = slots.take() ?? -1;
  const params = {
    codec: "lz4",
    clevel: 1,
    typesize: 1,
    blocksize: 1,
    filters: [],
    filtersMeta: [],
    splitMode: "auto",
  } as const;
  const attempt = () => cancellation.run(slot, async () => codec.encodeChunk(new Uint8Array(), params));
  await attempt();
  slots.cancel(slot);
  await expect(attempt()).rejects.toEqual(cancelled);
  await expect(cancellation.run(slot, async () => codec.decodeChunk(new Uint8Array(), 0))).rejects.toEqual(cancelled);
  expect(calls).toEqual(["encodeChunk"]);
});
