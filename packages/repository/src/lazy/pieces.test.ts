import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, product, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository, createWriter, type LazyPlan, planFrame } from "../index.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const anonymous = { kind: "anonymous" } as const;
const writer = {
  kind: "user",
  id: "aaaaaaaa-0000-0000-0000-000000000000",
  superuser: false,
  access: { public: "write", shared: "none", personal: "none" },
} as const;
const SHAPE = [40, 50];

/** The items 0, 1, ... in 40 x 50, times a factor. */
function numbers(factor = 1): Uint8Array {
  const items = Float64Array.from({ length: product(SHAPE) }, (_, at) => at * factor);
  const array = { dtype: parseDType("<f8"), shape: SHAPE, data: new Uint8Array(items.buffer) };
  return encodeB2nd(array, { codec, chunks: [10, 20], blocks: [5, 10] });
}

async function setUp(compressed: number, most = 1e9) {
  const storage = memoryStorage({ "a.b2nd": numbers() });
  const limits = { answerBytes: 1e7, chunkBytes: 1e6, results: { piece: 3500, work: 1e9, compressed, most } };
  const repository = createRepository({ roots: { public: storage }, codec, limits });
  const store = createWriter({ roots: { public: storage }, planner: repository.plans });
  const make = (expression: string, compute: boolean, path = "@public/lazy.b2nd") =>
    store.storeLazy(writer, path, { expression, operands: { a: "@public/a.b2nd" }, compute });
  return { storage, repository, store, make };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function planned({ repository }: SetUp, slice?: string): Promise<LazyPlan> {
  const answer = await repository.fetch(anonymous, "@public/lazy.b2nd", { slice }, true);
  if (answer.kind !== "planned") throw new Error(answer.kind);
  return answer.plan;
}

async function valuesOf(frame: Uint8Array) {
  const array = await openB2nd(memorySource(frame), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  return { shape: array.shape, chunks: array.chunks, values: [...new Float64Array(data.slice().buffer)] };
}

async function received({ repository }: SetUp, plan: LazyPlan) {
  const { length, parts } = await planFrame(plan, (piece) => repository.piece(anonymous, plan, piece));
  const frame = Buffer.concat(await Array.fromAsync(parts));
  expect(frame.length).toBe(length);
  return { frame, ...(await valuesOf(frame)) };
}

describe.each([
  ["compressed", 1e6],
  ["as they are", 0],
])("the pieces of a large result, %s,", (_, compressed) => {
  it("make the frame of the whole, in the operands' chunks", async () => {
    const all = await setUp(compressed);
    await all.make("2*a + a.max()", false);
    const plan = await planned(all);
    expect({ nchunks: plan.nchunks, run: plan.run }).toEqual({ nchunks: 12, run: 2 });
    const { shape, values } = await received(all, plan);
    expect(shape).toEqual(SHAPE);
    expect(values).toEqual(Array.from({ length: 2000 }, (_unused, at) => 2 * at + 1999));
  });

  it.each([
    ["3:37:2, 5:49", [17, 44], (row: number, column: number) => (3 + 2 * row) * 50 + 5 + column],
    ["::-1, 1:49:2", [40, 24], (row: number, column: number) => (39 - row) * 50 + 1 + 2 * column],
    ["35:2:-3, ::-1", [11, 50], (row: number, column: number) => (35 - 3 * row) * 50 + 49 - column],
    [":, 1:", [40, 49], (row: number, column: number) => row * 50 + 1 + column],
  ] as const)("make the slice %s", async (slice, shape, item) => {
    const all = await setUp(compressed);
    await all.make("a + 0", false);
    const found = await received(all, await planned(all, slice));
    expect(found.shape).toEqual(shape);
    const [rows, columns] = shape;
    const wanted = Array.from({ length: rows * columns }, (_unused, at) =>
      item(Math.floor(at / columns), at % columns),
    );
    expect(found.values).toEqual(wanted);
  });
});

it("pieces that are not compressed come one by one, and the length is known before", async () => {
  const all = await setUp(0);
  await all.make("a + 1", false);
  const plan = await planned(all);
  const asked: number[] = [];
  const { parts } = await planFrame(plan, (piece) => {
    asked.push(piece);
    return all.repository.piece(anonymous, plan, piece);
  });
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  await Array.fromAsync(parts);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
});

it("all pieces are of the same versions: an operand that changes ends it", async () => {
  const all = await setUp(0);
  await all.make("a + 1", false);
  const plan = await planned(all);
  await all.repository.piece(anonymous, plan, 0);
  const draft = await all.storage.draft();
  await draft.append(numbers(3));
  await draft.commit("a.b2nd");
  await expect(all.repository.piece(anonymous, plan, 1)).rejects.toMatchObject({ code: "source.changed" });
  const { values } = await received(all, await planned(all));
  expect(values.slice(0, 3)).toEqual([1, 4, 7]);
});

it("a reduction that was kept does not outlive the version it was made of", async () => {
  const all = await setUp(0);
  await all.make("a - a.mean()", false);
  const slice = async () => {
    const answer = await all.repository.fetch(anonymous, "@public/lazy.b2nd", { slice: "0, 0:2" });
    return answer.kind === "built" ? (await valuesOf(answer.frame)).values : answer.kind;
  };
  expect([await slice(), await slice()]).toEqual([
    [-999.5, -998.5],
    [-999.5, -998.5],
  ]);
  const draft = await all.storage.draft();
  await draft.append(numbers(2));
  await draft.commit("a.b2nd");
  expect(await slice()).toEqual([-1999, -1997]);
});

it("values are stored piece by piece, in the operands' grid", async () => {
  const all = await setUp(0);
  await all.make("a * 3", true, "@public/stored.b2nd");
  const { file } = await (await all.repository.file(anonymous, "@public/stored.b2nd")).open();
  const frame = await file.read(0, file.size);
  const { chunks, values } = await valuesOf(frame);
  expect(values).toEqual(Array.from({ length: 2000 }, (_, at) => 3 * at));
  expect(chunks).toEqual([10, 20]);
  expect(frame.length).toBeLessThan(2000 * 8);
});

it("a result beyond the bound is refused before anything is computed, with 413", async () => {
  const all = await setUp(0, 10_000);
  await all.make("a + 1", false);
  const refusal = { code: "expression.too_large", status: 413 };
  await expect(all.repository.fetch(anonymous, "@public/lazy.b2nd", {})).rejects.toMatchObject(refusal);
  await expect(all.make("a + 1", true, "@public/stored.b2nd")).rejects.toMatchObject(refusal);
});

it("a light job says what is not light; the same slice is heavy or not by what it takes", async () => {
  const all = await setUp(1e6);
  const big = { dtype: parseDType("|u1"), shape: [1000, 1000], data: new Uint8Array(1e6).fill(1) };
  const draft = await all.storage.draft();
  await draft.append(encodeB2nd(big, { codec, chunks: [50, 1000], blocks: [10, 1000] }));
  await draft.commit("a.b2nd");
  await all.make("a - a.sum()", false);
  const fetch = (slice: string, light: boolean) =>
    all.repository.fetch(anonymous, "@public/lazy.b2nd", { slice }, light).then(({ kind }) => kind);
  expect(await fetch("3, 0:5", true)).toBe("heavy");
  expect(await all.repository.chunk(anonymous, "@public/lazy.b2nd", 0, true)).toBeUndefined();
  expect(await fetch("3, 0:5", false)).toBe("built");
  // The sum is known by now.
  expect(await fetch("4, 0:5", true)).toBe("built");
  expect(await all.repository.chunk(anonymous, "@public/lazy.b2nd", 0, true)).toBeInstanceOf(Uint8Array);
});
