import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { memorySource, type NDArray, parseDType, parseSliceText, toTypedArray } from "@caterva2/ndarray";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, createClient } from "../src/index.ts";
import { type RangeServer, type ServedFile, startRangeServer } from "./range-server.ts";

const PATH = "@public/dir/a file#1.b2nd";
const SHAPE = [120, 200, 100];
const CHUNKS = [20, 100, 100];
const BLOCKS = [2, 50, 100];

describe("client", () => {
  const codec = createChunkCodec();
  let server: RangeServer;
  let client: Client;
  let file: ServedFile;
  let frame: Uint8Array;
  beforeAll(async () => {
    server = await startRangeServer();
    frame = encodeB2nd(volume(1), { codec: await codec, chunks: CHUNKS, blocks: BLOCKS, cparams: { codec: "lz4" } });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    file = { bytes: frame, etag: '"v1"', ranges: true, info: infoOf(frame.length) };
    server.files.set(PATH, file);
    server.seen = [];
    server.gate = Promise.resolve();
    client = createClient({ baseUrl: server.url });
  });

  const read = async (text: string, options = {}) => {
    const array = await client.openArray(PATH);
    return toTypedArray(await array.read(parseSliceText(text, SHAPE), options));
  };
  /** What a slice of the volume holds, by plain loops. */
  const expected = (seed: number, pick: (x: number, y: number, z: number) => boolean) => {
    const all = volume(seed);
    const numbers = toTypedArray(all) ?? [];
    const kept: number[] = [];
    for (let x = 0, at = 0; x < 120; x++)
      for (let y = 0; y < 200; y++)
        for (let z = 0; z < 100; z++, at++) if (pick(x, y, z)) kept.push(Number(numbers[at]));
    return kept;
  };
  const traffic = () => server.seen.reduce((sum, { bytes }) => sum + bytes, 0);

  it("reads a plane by ranges, in few requests and a small part of the frame", async () => {
    const plane = await read("31");
    expect([...(plane ?? [])]).toEqual(expected(1, (x) => x === 31));
    expect(server.seen.map(({ url }) => url.split("?")[1])).toEqual([undefined, undefined, undefined, undefined]);
    expect(traffic()).toBeLessThan(frame.length / 10);
  });

  it("steps through slices without asking again for what it has", async () => {
    const array = await client.openArray(PATH);
    await array.read(parseSliceText("30", SHAPE));
    server.seen = [];
    const next = await array.read(parseSliceText("31", SHAPE));
    expect([...(toTypedArray(next) ?? [])]).toEqual(expected(1, (x) => x === 31));
    expect(server.seen).toEqual([]);
    await (await client.openArray(PATH)).read(parseSliceText("30", SHAPE));
    expect(server.seen.map(({ url }) => url.split("/")[2])).toEqual(["info", "fetch"]);
  });

  it("fetches the whole in one run", async () => {
    expect([...((await read("")) ?? [])]).toEqual(expected(1, () => true));
    expect(server.seen.length).toBeLessThanOrEqual(4);
    expect(traffic()).toBeLessThan(frame.length * 1.1);
  });

  it("lets the server cut a column, and takes its answer", async () => {
    const asked: string[] = [];
    file.info = infoOf(1e9);
    file.slice = (text) => {
      asked.push(text);
      return sliced;
    };
    const cut = await (await openB2nd(memorySource(frame), { codec: await codec })).read(
      parseSliceText(":,7,3", SHAPE),
    );
    const sliced = encodeB2nd(cut, { codec: await codec });
    const array = await client.openArray(PATH);
    expect([...(toTypedArray(await array.read(parseSliceText(":,7,3", SHAPE))) ?? [])]).toEqual(
      expected(1, (_, y, z) => y === 7 && z === 3),
    );
    expect(asked).toEqual(["0:120,7,3"]);
    // An answer of another shape is not taken for the right one.
    await expect(array.read(parseSliceText(":100,7,3", SHAPE))).rejects.toMatchObject({ code: "source.changed" });
  });

  it("lets the server cut everything once it has refused ranges", async () => {
    file.ranges = false;
    const plane = await (await openB2nd(memorySource(frame), { codec: await codec })).read(parseSliceText("31", SHAPE));
    const sliced = encodeB2nd(plane, { codec: await codec });
    file.slice = () => sliced;
    expect([...((await read("31")) ?? [])]).toEqual(expected(1, (x) => x === 31));
    expect(server.seen.map(({ status }) => status)).toEqual([200, 416, 200]);
  });

  it("reopens a file whose content changed", async () => {
    const array = await client.openArray(PATH);
    await array.read(parseSliceText("0", SHAPE));
    file.bytes = encodeB2nd(volume(2), {
      codec: await codec,
      chunks: CHUNKS,
      blocks: BLOCKS,
      cparams: { codec: "lz4" },
    });
    file.etag = '"v2"';
    const plane = await array.read(parseSliceText("90", SHAPE));
    expect([...(toTypedArray(plane) ?? [])]).toEqual(expected(2, (x) => x === 90));
  });

  it("says source.changed when it became another array", async () => {
    const array = await client.openArray(PATH);
    await array.read(parseSliceText("0", SHAPE));
    file.etag = '"v2"';
    file.info = { ...infoOf(frame.length), shape: [1, 200, 100] };
    await expect(array.read(parseSliceText("90", SHAPE))).rejects.toMatchObject({ code: "source.changed" });
  });

  it("cancels a read, its requests too, and tells the bytes of another", async () => {
    const array = await client.openArray(PATH);
    await array.read(parseSliceText("0", SHAPE));
    let release = () => {};
    server.gate = new Promise((resolve) => {
      release = resolve;
    });
    server.seen = [];
    const controller = new AbortController();
    const cancelled = array.read(parseSliceText("90", SHAPE), { signal: controller.signal });
    const failed = expect(cancelled).rejects.toMatchObject({ code: "request.cancelled" });
    await expect.poll(() => server.seen.length).toBe(1);
    controller.abort();
    await failed;
    await expect.poll(() => server.seen[0]?.aborted).toBe(true);
    release();
    const seen: number[] = [];
    await array.read(parseSliceText("70", SHAPE), {
      onProgress: ({ received }: { received: number }) => void seen.push(received),
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await expect(array.read(parseSliceText("50", SHAPE), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "request.cancelled",
    });
  });

  it("reads at once after a read that was cancelled while the array was being opened", async () => {
    const array = await client.openArray(PATH);
    for (const text of ["3", "90"]) {
      const controller = new AbortController();
      const failed = expect(
        array.read(parseSliceText(text, SHAPE), { signal: controller.signal }),
      ).rejects.toMatchObject({
        code: "request.cancelled",
      });
      controller.abort();
      const next = await array.read(parseSliceText("31", SHAPE));
      await failed;
      expect([...(toTypedArray(next) ?? [])]).toEqual(expected(1, (x) => x === 31));
    }
  });

  it("answers a damaged frame with an error of the catalogue", async () => {
    file.bytes = frame.slice();
    file.bytes.fill(0xff, 200, 60_000);
    await expect(read("3")).rejects.toMatchObject({ name: "CatervaError" });
  });

  it("lists, describes and reads files", async () => {
    const json = (body: unknown) => ({ status: 200, type: "application/json", body: JSON.stringify(body) });
    server.answers.set("/api/roots", json({ "@public": { name: "@public" } }));
    server.answers.set("/api/list/@public", json(["a.b2nd", "dir/b.txt"]));
    const entry = { name: "a.b2nd", kind: "array", size: 5, mtime: "2026-01-01T00:00:00Z" };
    server.answers.set("/api/folder/@public", json({ entries: [entry, { ...entry, kind: "new", size: -1 }] }));
    server.answers.set("/api/download/@public/é 100%.txt", { status: 200, type: "text/plain", body: "grüße" });
    expect(await client.roots()).toEqual(["@public"]);
    expect(await client.list("@public")).toEqual(["a.b2nd", "dir/b.txt"]);
    expect((await client.folder("@public")).entries).toEqual([entry, { ...entry, kind: "file", size: null }]);
    expect(await client.text("@public/é 100%.txt")).toBe("grüße");
    await expect(client.text("@public/é 100%.txt", { maxBytes: 3 })).rejects.toMatchObject({ code: "limit.exceeded" });
    expect(await client.info(PATH)).toMatchObject({ kind: "array", etag: '"v1"', shape: SHAPE });
    expect(client.downloadUrl("@public/é 100%.txt")).toBe(`${server.url}/api/download/@public/%C3%A9%20100%25.txt`);
    expect(client.previewUrl("@public/a.png", 80)).toBe(`${server.url}/api/preview/@public/a.png?width=80`);
    server.answers.set("/api/list/@public", { status: 200, type: "application/json", body: "[1]" });
    await expect(client.list("@public")).rejects.toMatchObject({ code: "request.invalid" });
    server.answers.set("/api/roots", { status: 200, type: "text/html", body: "<html>" });
    await expect(client.roots()).rejects.toMatchObject({ code: "request.invalid" });
  });

  it("opens arrays only", async () => {
    file.info = { mtime: null, size: 3 };
    await expect(client.openArray(PATH)).rejects.toMatchObject({ code: "dataset.wrong_kind" });
    await expect(client.openArray("@public/missing")).rejects.toMatchObject({ code: "path.not_found" });
  });

  function infoOf(cbytes: number) {
    const nbytes = 120 * 200 * 100 * 2;
    return {
      shape: SHAPE,
      chunks: CHUNKS,
      blocks: BLOCKS,
      dtype: "uint16",
      schunk: { cbytes, nbytes, cratio: nbytes / cbytes, nchunks: 12, vlmeta: {} },
      mtime: null,
      accept_ranges: "bytes",
    };
  }
});

/** Noisy numbers, so that compression does not do away with what is to be counted. */
function volume(seed: number): NDArray {
  let state = seed;
  const data = Uint16Array.from({ length: 120 * 200 * 100 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 20;
  });
  return { dtype: parseDType("<u2"), shape: SHAPE, data: new Uint8Array(data.buffer) };
}
