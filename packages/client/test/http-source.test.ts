import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { httpSource } from "../src/http-source.ts";
import { createPageCache } from "../src/page-cache.ts";
import { type RangeServer, type ServedFile, startRangeServer } from "./range-server.ts";

const PAGE = 8192;
const SIZE = 5_000_123;

function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const CONTENT = noise(SIZE, 1);

describe("a source over byte ranges", () => {
  let server: RangeServer;
  let file: ServedFile;
  beforeAll(async () => {
    server = await startRangeServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    file = { bytes: CONTENT, etag: '"a"', ranges: true };
    server.files.set("f", file);
    server.seen = [];
    server.gate = Promise.resolve();
    server.mostParts = Infinity;
  });

  const open = (options: { sizeHint?: number; cacheBytes?: number; signal?: AbortSignal } = {}) =>
    httpSource(`${server.url}/api/fetch/f`, '"a"', {
      fetch,
      cache: createPageCache(options.cacheBytes ?? 1 << 26),
      ...options,
    });

  it("opens with one request for the head and the tail", async () => {
    const source = await open();
    expect(source.size).toBe(SIZE);
    expect(server.seen).toMatchObject([{ range: `bytes=0-${4 * PAGE - 1},-${2 * PAGE}`, ifRange: '"a"', status: 206 }]);
    expect(await source.read(100, 50)).toEqual(file.bytes.slice(100, 150));
    expect(await source.read(SIZE - 7000, 7000)).toEqual(file.bytes.slice(SIZE - 7000));
    expect(server.seen.length).toBe(1);
  });

  it("receives a small file whole with the first request", async () => {
    file.bytes = noise(90_000, 2);
    const source = await open({ sizeHint: 90_000 });
    expect(await source.read(0, 90_000)).toEqual(file.bytes);
    expect(server.seen.length).toBe(1);
  });

  it.each([1, 5271, PAGE, 4 * PAGE, 50_000])("opens a file of %i bytes without a hint", async (size) => {
    file.bytes = noise(size, 3);
    const source = await open();
    expect(source.size).toBe(size);
    expect(await source.read(0, size)).toEqual(file.bytes);
  });

  it("answers any reads with the right bytes", async () => {
    const source = await open();
    const read = fc.record({ offset: fc.nat(SIZE - 1), length: fc.nat(60_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(read, { maxLength: 12 }), async (reads) => {
        const fitting = reads.map(({ offset, length }) => ({ offset, length: Math.min(length, SIZE - offset) }));
        const answers = await Promise.all(fitting.map(({ offset, length }) => source.read(offset, length)));
        answers.forEach((bytes, i) => {
          const { offset, length } = fitting[i] ?? { offset: 0, length: 0 };
          expect(Buffer.compare(bytes, file.bytes.subarray(offset, offset + length))).toBe(0);
        });
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it("asks for the reads of one tick together, 64 spans a request, and never twice", async () => {
    const source = await open();
    server.seen = [];
    const offsets = Array.from({ length: 100 }, (_, i) => 100_000 + i * 6 * PAGE);
    const fitting = offsets.filter((offset) => offset < SIZE - PAGE);
    await Promise.all(fitting.map((offset) => source.read(offset, 10)));
    expect(server.seen.map(({ range }) => range?.split(",").length)).toEqual([64, fitting.length - 64]);
    const received = server.seen.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(received).toBeLessThan(fitting.length * (PAGE + 200));
    await Promise.all([...fitting, ...fitting].map((offset) => source.read(offset, 10)));
    expect(server.seen.length).toBe(2);
  });

  it("asks once for what two readers want at a time, and joins near spans", async () => {
    const source = await open();
    server.seen = [];
    await Promise.all([source.read(200_000, 9), source.read(200_005, 9), source.read(200_000 + 2 * PAGE, 9)]);
    expect(server.seen.map(({ range }) => range?.split(",").length)).toEqual([1]);
  });

  it("loads everything in a few long requests", async () => {
    file.bytes = new Uint8Array(20_000_000).map((_, i) => i >> 7);
    const source = await open();
    server.seen = [];
    await source.load();
    expect(server.seen.length).toBe(3);
    expect(Buffer.compare(await source.read(0, 20_000_000), file.bytes)).toBe(0);
    expect(server.seen.length).toBe(3);
  });

  it("drops the oldest pages beyond the bound of its cache", async () => {
    const cache = createPageCache(4 * PAGE);
    const source = await httpSource(`${server.url}/api/fetch/f`, '"a"', { fetch, cache });
    for (let i = 0; i < 20; i++) await source.read(500_000 + i * PAGE, 10);
    expect(cache.bytes).toBeLessThanOrEqual(4 * PAGE);
    server.seen = [];
    await source.read(500_000 + 19 * PAGE, 10);
    expect(server.seen.length).toBe(0);
    await source.read(500_000, 10);
    expect(server.seen.length).toBe(1);
  });

  it("reads a range that is larger than its cache", async () => {
    const source = await open({ cacheBytes: 2 * PAGE });
    expect(Buffer.compare(await source.read(50_000, 400_000), file.bytes.subarray(50_000, 450_000))).toBe(0);
  });

  it("says source.changed when the file is another one", async () => {
    const source = await open();
    file.bytes = CONTENT.slice().reverse();
    file.etag = '"b"';
    await expect(source.read(1_000_000, 10)).rejects.toMatchObject({ code: "source.changed" });
    await expect(open()).rejects.toMatchObject({ code: "source.changed" });
  });

  it("says range.not_satisfiable where there are no ranges", async () => {
    file.ranges = false;
    await expect(open()).rejects.toMatchObject({ code: "range.not_satisfiable" });
    await expect(
      httpSource(`${server.url}/api/fetch/missing`, undefined, { fetch, cache: createPageCache(1) }),
    ).rejects.toMatchObject({ code: "path.not_found" });
  });

  it("asks again, span by span, for parts that did not come", async () => {
    const source = await open();
    server.seen = [];
    server.mostParts = 2;
    const offsets = [300_000, 600_000, 900_000, 1_200_000];
    const answers = await Promise.all(offsets.map((offset) => source.read(offset, 20)));
    answers.forEach((bytes, i) => void expect(bytes).toEqual(file.bytes.slice(offsets[i], (offsets[i] ?? 0) + 20)));
    expect(server.seen.map(({ range }) => range?.split(",").length)).toEqual([4, 1, 1]);
  });

  it("refuses reads outside the file", async () => {
    const source = await open();
    await expect(source.read(SIZE - 5, 6)).rejects.toMatchObject({ code: "source.short_read" });
    await expect(source.read(-1, 1)).rejects.toMatchObject({ code: "source.short_read" });
  });

  it("aborts what is under way and works again afterwards", async () => {
    const source = await open();
    let release = () => {};
    server.gate = new Promise((resolve) => {
      release = resolve;
    });
    server.seen = [];
    const sent = source.read(2_000_000, 10);
    const failed = expect(sent).rejects.toMatchObject({ code: "request.cancelled" });
    await expect.poll(() => server.seen.length).toBe(1);
    const queued = expect(source.read(3_000_000, 10)).rejects.toMatchObject({ code: "request.cancelled" });
    source.cancel();
    await Promise.all([failed, queued]);
    await expect.poll(() => server.seen[0]?.aborted).toBe(true);
    release();
    expect(await source.read(2_000_000, 10)).toEqual(file.bytes.slice(2_000_000, 2_000_010));
    expect(server.seen.length).toBe(2);
  });

  it("stops opening on a signal, and says when there is no server", async () => {
    await expect(open({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "request.cancelled" });
    const nowhere = httpSource("http://127.0.0.1:9/x", undefined, { fetch, cache: createPageCache(1) });
    await expect(nowhere).rejects.toMatchObject({ code: "source.unreadable" });
  });
});
