import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, test } from "vitest";
import { type Crew, createRepository, createWriter, type SharedReduction } from "./index.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const anonymous = { kind: "anonymous" } as const;
const writer = {
  kind: "user",
  id: "aaaaaaaa-0000-0000-0000-000000000000",
  superuser: false,
  access: { public: "write", shared: "none", personal: "none" },
} as const;
const limits = { answerBytes: 1e8, chunkBytes: 1e7 };

/** 1500 x 1000 small numbers, some of them not exact in binary when they are halved and added up. */
const shape = [1500, 1000];
const items = Float32Array.from({ length: 1_500_000 }, (_, at) => ((at * 7919) % 1000) / 7);
const array = { dtype: parseDType("<f4"), shape, data: new Uint8Array(items.buffer) };
const frame = encodeB2nd(array, { codec, chunks: [300, 1000], blocks: [50, 500], cparams: { codec: "lz4" } });

async function storedLazy(text: string) {
  const storage = memoryStorage({ "a.b2nd": frame });
  const repositoryWith = (crew?: Crew) =>
    createRepository({ roots: { public: storage }, codec, limits, ...(crew && { crew }) });
  const store = createWriter({ roots: { public: storage }, planner: repositoryWith().plans });
  await store.storeLazy(writer, "@public/lazy.b2nd", {
    expression: text,
    operands: { a: "@public/a.b2nd" },
    compute: false,
  });
  const resultOf = async (crew?: Crew) => {
    const answer = await repositoryWith(crew).fetch(anonymous, "@public/lazy.b2nd", {});
    if (answer.kind !== "built") return expect.unreachable(answer.kind);
    const result = await openB2nd(memorySource(answer.frame), { codec });
    return Buffer.from((await result.read(wholeSelection(result.shape))).data).toString("hex");
  };
  return { storage, repositoryWith, resultOf };
}

describe.each(["a.mean()", "std(a * 2)", "a.sum(axis=0)", "argmax(a - 3)", "a.max() - a.min(axis=1)"])("%s", (text) => {
  test("is bit for bit the same, whoever computes which part", async () => {
    const { repositoryWith, resultOf } = await storedLazy(text);
    const helper = repositoryWith();
    const asked: SharedReduction[] = [];
    const crew: Crew = {
      async help(work) {
        if (work.kind === "reduce") asked.push(work);
        await helper.assist(work);
        return true;
      },
    };
    const failing: Crew = {
      async help(work) {
        Atomics.add(new Int32Array(work.turns), 0, 2);
        return false;
      },
    };
    const alone = await resultOf();
    expect(await resultOf(crew)).toBe(alone);
    expect(await resultOf(failing)).toBe(alone);
    expect(asked.length).toBeGreaterThan(0);
    for (const { parts, done } of asked) expect(new Int32Array(done)).toEqual(new Int32Array(parts).fill(1));
  });
});

test("two threads that need the same reduction make it together, and a third one takes what is there", async () => {
  const { resultOf } = await storedLazy("a.sum(axis=0)");
  let first: SharedReduction | undefined;
  const computed: number[] = [];
  const crew: Crew = {
    // Nobody is idle.
    help: async () => true,
    async join(work) {
      const counted = { ...work };
      computed.push(Atomics.load(new Int32Array(first?.turns ?? work.turns), 0));
      const known = first;
      first ??= counted;
      return known;
    },
  };
  const alone = await resultOf();
  expect(await Promise.all([resultOf(crew), resultOf(crew)])).toEqual([alone, alone]);
  expect(await resultOf(crew)).toBe(alone);
  if (first === undefined) return expect.unreachable("nobody announced it");
  expect(new Int32Array(first.done)).toEqual(new Int32Array(first.parts).fill(1));
  // Each of the three found all turns taken once; the third one found them so at the start.
  expect(new Int32Array(first.turns)[0]).toBe(first.parts + 3);
  expect(computed.at(-1)).toBe(first.parts + 2);
});

test("parts that another thread has begun and left are made again", async () => {
  const { resultOf } = await storedLazy("a.mean()");
  const crew: Crew = {
    help: async () => true,
    async join(work) {
      const turns = new SharedArrayBuffer(4);
      new Int32Array(turns)[0] = work.parts;
      return { ...work, turns };
    },
  };
  expect(await resultOf(crew)).toBe(await resultOf());
});

test("a helper leaves a lazy array of other versions alone, and parts that are none", async () => {
  const { repositoryWith } = await storedLazy("a.mean()");
  let work: SharedReduction | undefined;
  const crew: Crew = {
    async help(asked) {
      if (asked.kind === "reduce") work = asked;
      return true;
    },
  };
  await repositoryWith(crew).fetch(anonymous, "@public/lazy.b2nd", {});
  if (work === undefined) return expect.unreachable("nobody was asked");
  const again = { ...work, turns: new SharedArrayBuffer(4) };
  const helper = repositoryWith();
  await helper.assist(again);
  await expect(helper.assist({ ...again, stamp: "another" })).rejects.toMatchObject({ code: "source.changed" });
  const turns = new SharedArrayBuffer(4);
  const place = { ...work.place, node: 0 };
  await expect(helper.assist({ ...work, place, turns })).rejects.toMatchObject({ code: "internal.unexpected" });
});

test("nobody is asked for a short one", async () => {
  const { resultOf } = await storedLazy("a[:100].mean()");
  const crew: Crew = { help: () => Promise.reject(new Error("asked")) };
  expect(await resultOf(crew)).toBe(await resultOf());
});
