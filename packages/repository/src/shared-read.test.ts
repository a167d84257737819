import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, parseSliceText, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { expect, test } from "vitest";
import { type Crew, createRepository, type SharedRead } from "./index.ts";

const anonymous = { kind: "anonymous" } as const;
const limits = { answerBytes: 10_000_000, chunkBytes: 10_000_000 };
const codec = await createChunkCodec({ compressors: nodeCompressors });
const shape = [64, 60, 50];
const items = Uint16Array.from({ length: 64 * 60 * 50 }, (_, index) => (index * 7919) >>> 3);
const volume = { dtype: parseDType("<u2"), shape, data: new Uint8Array(items.buffer) };
const cparams = { codec: "lz4" } as const;
const frame = encodeB2nd(volume, { codec, chunks: [16, 20, 25], blocks: [4, 10, 25], cparams });
const nothing = { ...volume, data: new Uint8Array(volume.data.length) };
const zeros = encodeB2nd(nothing, { codec, chunks: [16, 20, 25], blocks: [4, 10, 25], cparams });
const storage = memoryStorage({ "volume.b2nd": frame, "zeros.b2nd": zeros });
const repositoryWith = (crew?: Crew) =>
  createRepository({ roots: { public: storage }, codec, limits, ...(crew && { crew }) });

async function sliceOf(crew: Crew | undefined, slice: string): Promise<Uint8Array> {
  const answer = await repositoryWith(crew).fetch(anonymous, "@public/volume.b2nd", { slice });
  const bytes = answer.kind === "built" ? answer.frame : expect.unreachable("the stored frame");
  const array = await openB2nd(memorySource(bytes), { codec });
  return (await array.read(wholeSelection(array.shape))).data;
}

test("a helper on the same file takes part, and the answer is the same", async () => {
  const helper = repositoryWith();
  const reads: SharedRead[] = [];
  const crew: Crew = {
    async help(work) {
      if (work.kind === "read") reads.push(work);
      await helper.assist(work);
      return true;
    },
  };
  expect(await sliceOf(crew, "1:, 5:, ::2")).toEqual(await sliceOf(undefined, "1:, 5:, ::2"));
  expect(reads).toHaveLength(1);
  // Every chunk was somebody's turn: 4 x 3 x 2.
  expect(new Int32Array(reads[0]?.turns ?? new ArrayBuffer(4))[0]).toBeGreaterThanOrEqual(24);
});

test("a helper that fails with chunks in hand costs time, not data", async () => {
  const crew: Crew = {
    async help(read) {
      Atomics.add(new Int32Array(read.turns), 0, 3);
      return false;
    },
  };
  expect(await sliceOf(crew, "1:")).toEqual(await sliceOf(undefined, "1:"));
});

test("nobody is asked for a small answer, or for one chunk", async () => {
  const crew: Crew = { help: () => Promise.reject(new Error("asked")) };
  expect(await sliceOf(crew, "3")).toEqual(await sliceOf(undefined, "3"));
  expect(await sliceOf(crew, ":16,:20,:25")).toEqual(await sliceOf(undefined, ":16,:20,:25"));
});

test("a helper leaves another version of the file alone", async () => {
  const selection = wholeSelection(shape);
  const target = new Uint8Array(new SharedArrayBuffer(volume.data.length));
  const turns = new SharedArrayBuffer(4);
  const part = { offset: 0, length: 2 };
  const place = { caller: anonymous, path: "@public/volume.b2nd", etag: '"other"' };
  const read = { kind: "read", ...place, selection, part, target, turns } as const;
  await expect(repositoryWith().assist(read)).rejects.toMatchObject({ code: "source.changed" });
  expect(new Int32Array(turns)[0]).toBe(0);
});

test("memory that is used again holds nothing of the answer before", async () => {
  const { read } = await openB2nd(memorySource(frame), { codec });
  const repository = repositoryWith();
  // Zeros are written, too: the second answer must not show the first.
  for (const [name, slice] of [
    ["volume", "1:, 5:"],
    ["zeros", "1:, 5:"],
    ["volume", "1:, 7:"],
  ] as const) {
    const answer = await repository.fetch(anonymous, `@public/${name}.b2nd`, { slice });
    const bytes = answer.kind === "built" ? answer.frame : expect.unreachable("the stored frame");
    const array = await openB2nd(memorySource(bytes), { codec });
    const { data } = await array.read(wholeSelection(array.shape));
    const wanted = await read(parseSliceText(slice, shape));
    expect(Buffer.compare(data, name === "zeros" ? new Uint8Array(data.length) : wanted.data)).toBe(0);
  }
});
