import { memorySource } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit, joinPieces } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { fixture } from "../../test/frame-fixtures.ts";
import { compactFrame, frameHoles } from "./compact.ts";
import { editSChunk, type SChunkEdit } from "./edit.ts";
import { appendData, deleteChunk, insertChunk, insertData, updateChunk, updateData } from "./edit-chunks.ts";
import { encodeSChunk } from "./encode.ts";
import { checkFill, fillChunk } from "./fill-chunk.ts";
import { openSChunk } from "./open.ts";
import { writtenChunks } from "./written-chunks.ts";

const SIZE = 60;

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (seed === 0 ? 0 : (index * seed) >> 1));
}

function compressed(data: Uint8Array, typesize: number, blocksize: number): Uint8Array {
  const params = { codec: "lz4", clevel: 5, splitMode: "auto", filters: [], filtersMeta: [] } as const;
  return codec.encodeChunk(data, { ...params, typesize, blocksize });
}

async function open(stored: Uint8Array): Promise<SChunkEdit> {
  return editSChunk(memorySource(stored), { codec });
}

async function chunksOf(frame: Uint8Array): Promise<Uint8Array[]> {
  const schunk = await openSChunk(memorySource(frame), { codec });
  return Promise.all(Array.from({ length: schunk.nchunks }, (_, nchunk) => schunk.decodeChunk(nchunk)));
}

describe("edits of a super-chunk", () => {
  const step = fc.record({
    kind: fc.constantFrom("append", "insert", "update", "delete", "vlmeta", "unset"),
    at: fc.nat(9),
    seed: fc.nat(9),
    asChunk: fc.boolean(),
  });

  test("any sequence does what it does to a list of chunks and a map", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.array(step, { maxLength: 12 }), fc.boolean(), async (count, steps, atOnce) => {
        let frame = encodeSChunk(pattern(count * SIZE, 3), { codec, typesize: 4, chunksize: SIZE });
        const chunks: Uint8Array[] = Array.from({ length: count }, (_, n) =>
          pattern(count * SIZE, 3).slice(n * SIZE, (n + 1) * SIZE),
        );
        const vlmeta = new Map<string, string>();
        let edit = await open(frame);
        for (const { kind, at, seed, asChunk } of steps) {
          const data = pattern(SIZE, seed);
          const place = at % (chunks.length + (kind === "insert" ? 1 : 0) || 1);
          if (kind === "append") {
            await appendData(edit, data);
            chunks.push(data);
          } else if (kind === "insert") {
            await (asChunk ? insertChunk(edit, place, compressed(data, 4, 20)) : insertData(edit, place, data));
            chunks.splice(place, 0, data);
          } else if (kind === "update" && chunks.length > 0) {
            await (asChunk ? updateChunk(edit, place, compressed(data, 4, SIZE)) : updateData(edit, place, data));
            chunks[place] = data;
          } else if (kind === "delete" && chunks.length > 0) {
            await deleteChunk(edit, place);
            chunks.splice(place, 1);
          } else if (kind === "vlmeta") {
            edit.setVlmeta(`k${at}`, `v${seed}`);
            vlmeta.set(`k${at}`, `v${seed}`);
          } else if (kind === "unset") {
            expect(edit.deleteVlmeta(`k${at}`)).toBe(vlmeta.delete(`k${at}`));
          }
          if (atOnce) continue;
          frame = await applyEdit(frame, edit);
          edit = await open(frame);
        }
        if (atOnce) frame = await applyEdit(frame, edit);
        expect(await chunksOf(frame)).toEqual(chunks);
        const read = await openSChunk(memorySource(frame), { codec });
        expect(read.nbytes).toBe(chunks.length * SIZE);
        expect(await read.vlmeta()).toEqual(vlmeta);
      }),
      { seed: 77, numRuns: 150 },
    );
  });

  test("a chunk that is replaced again takes no bytes, and specials none at all", async () => {
    const frame = encodeSChunk(pattern(3 * SIZE, 3), { codec, typesize: 4, chunksize: SIZE });
    const edit = await open(frame);
    await updateData(edit, 0, pattern(SIZE, 5));
    await updateData(edit, 0, pattern(SIZE, 7));
    expect(edit.growth().tail).toHaveLength(3);
    await updateData(edit, 0, pattern(SIZE, 0));
    expect(edit.growth().tail).toHaveLength(2);
  });

  test("chunks stay even: a short last chunk may be replaced or go, nothing may follow it", async () => {
    const frame = encodeSChunk(pattern(2 * SIZE + 20, 3), { codec, typesize: 4, chunksize: SIZE });
    const edit = await open(frame);
    expect(await errorCode(() => appendData(edit, pattern(SIZE, 1)))).toBe("request.invalid");
    expect(await errorCode(() => insertData(edit, 0, pattern(20, 1)))).toBe("request.invalid");
    expect(await errorCode(() => updateData(edit, 2, pattern(SIZE, 1)))).toBe("chunk.mismatch");
    expect(await errorCode(() => insertData(edit, 4, pattern(SIZE, 1)))).toBe("chunk.out_of_range");
    expect(await errorCode(() => deleteChunk(edit, 3))).toBe("chunk.out_of_range");
    await insertData(edit, 2, pattern(SIZE, 9));
    await deleteChunk(edit, 0);
    const sizes = (await chunksOf(await applyEdit(frame, edit))).map((chunk) => chunk.length);
    expect(sizes).toEqual([SIZE, SIZE, 20]);
  });

  test("an empty super-chunk without a chunk size gets that of its first chunk", async () => {
    const stored = encodeSChunk(new Uint8Array(0), { codec, typesize: 4, chunksize: SIZE });
    const edit = await open(stored);
    await appendData(edit, pattern(SIZE, 3));
    await appendData(edit, pattern(8, 3));
    expect((await chunksOf(await applyEdit(stored, edit))).map((chunk) => chunk.length)).toEqual([SIZE, 8]);
  });

  test("frames of python-blosc2 take edits", async () => {
    for (const name of ["schunk-edited.b2frame", "schunk-text.b2frame", "schunk-typesize-7.b2frame"]) {
      const stored = fixture(name);
      const before = await chunksOf(stored);
      const edit = await open(stored);
      const first = before[0] ?? new Uint8Array(0);
      await insertData(edit, 0, first);
      edit.setVlmeta("mine", "x".repeat(5000));
      const after = await applyEdit(stored, edit);
      expect(await chunksOf(after)).toEqual([first, ...before]);
      expect((await (await openSChunk(memorySource(after), { codec })).vlmeta()).get("mine")).toHaveLength(5000);
    }
  });
});

describe("filling slots", () => {
  const stored = fixture("special-uninit.b2nd");

  async function target() {
    const edit = await open(stored);
    const free = Array.from({ length: edit.nchunks }, (_, n) => n).filter((n) => edit.slots.at(n).kind === "uninit");
    return { edit, free, size: edit.chunksize, typesize: edit.typesize, blocksize: edit.blocksize };
  }

  test("a slot takes one chunk, once", async () => {
    const { edit, free, size, typesize, blocksize } = await target();
    const [first = 0] = free;
    expect(writtenChunks(edit.before).count).toBe(edit.nchunks - free.length);
    const data = pattern(size, 3);
    await fillChunk(edit, first, compressed(data, typesize, blocksize));
    expect(await errorCode(() => fillChunk(edit, first, compressed(data, typesize, blocksize)))).toBe("chunk.taken");
    const frame = await applyEdit(stored, edit);
    const read = await openSChunk(memorySource(frame), { codec });
    expect(await read.decodeChunk(first)).toEqual(data);
    expect(writtenChunks(read).mask[first]).toBe(true);
    expect(writtenChunks(read).count).toBe(edit.slots.written);
  });

  test("zeros count as written, and take no bytes", async () => {
    const { edit, free, size, typesize, blocksize } = await target();
    const [first = 0] = free;
    await fillChunk(edit, first, compressed(pattern(size, 0), typesize, blocksize));
    expect(edit.growth().tail).toHaveLength(2);
    expect(writtenChunks(await openSChunk(memorySource(await applyEdit(stored, edit)), { codec })).count).toBe(
      edit.nchunks - free.length + 1,
    );
    expect(await errorCode(() => checkFill(edit, first, new Uint8Array(0)))).toBe("chunk.taken");
  });

  test("what does not fit or does not decode leaves the slot free", async () => {
    const { edit, free, size, typesize, blocksize } = await target();
    const [first = 0] = free;
    const data = Uint8Array.from({ length: size }, (_, index) => index >> 6);
    const good = compressed(data, typesize, blocksize);
    expect(good.length).toBeLessThan(size / 2);
    const changed = (change: (bytes: Uint8Array) => void) => {
      const bytes = good.slice();
      change(bytes);
      return bytes;
    };
    const longer = new Uint8Array(good.length + 1);
    longer.set(good);
    const uninit = new Uint8Array(32);
    uninit.set(good.subarray(0, 32));
    new DataView(uninit.buffer).setInt32(12, 32, true);
    uninit[2] = 0x05;
    uninit[31] = 0x40;
    const cases: [string, Uint8Array][] = [
      ["blosc2.malformed", new Uint8Array(0)],
      ["blosc2.malformed", new Uint8Array(40)],
      ["chunk.mismatch", good.subarray(0, -1)],
      ["chunk.mismatch", good.subarray(0, 32)],
      ["chunk.mismatch", longer],
      ["chunk.mismatch", compressed(pattern(size - typesize, 3), typesize, blocksize)],
      ["chunk.mismatch", compressed(pattern(size, 3), typesize === 1 ? 2 : 1, blocksize)],
      ["chunk.mismatch", compressed(pattern(size, 3), typesize, blocksize / 2)],
      ["chunk.mismatch", uninit],
      ["blosc2.malformed", changed((bytes) => bytes.fill(0xff, 32, 36))],
      ["blosc2.corrupt", changed((bytes) => bytes.fill(0x7f, 32 + 4 * Math.ceil(size / blocksize)))],
    ];
    for (const [code, chunk] of cases) expect(await errorCode(() => fillChunk(edit, first, chunk))).toBe(code);
    expect(await errorCode(() => fillChunk(edit, edit.nchunks, good))).toBe("chunk.out_of_range");
    expect(edit.slots.at(first).kind).toBe("uninit");
    await fillChunk(edit, first, good);
  });
});

describe("rewriting", () => {
  test("a frame with holes becomes one without, with the same content", async () => {
    let frame: Uint8Array = encodeSChunk(pattern(6 * SIZE, 3), { codec, typesize: 4, chunksize: SIZE });
    expect(await frameHoles(await open(frame))).toBe(0);
    for (let round = 0; round < 20; round += 1) {
      const edit = await open(frame);
      await updateData(edit, round % 5, pattern(SIZE, 2 + round));
      edit.setVlmeta("round", round);
      frame = await applyEdit(frame, edit);
    }
    const edit = await open(frame);
    const holes = await frameHoles(edit);
    expect(holes).toBeGreaterThan(20 * SIZE);
    const compact = joinPieces(frame, await compactFrame(memorySource(frame), { codec }));
    expect(compact.length).toBe(frame.length - holes);
    expect(await frameHoles(await open(compact))).toBe(0);
    expect(await chunksOf(compact)).toEqual(await chunksOf(frame));
    expect(await (await openSChunk(memorySource(compact), { codec })).vlmeta()).toEqual(new Map([["round", 19]]));
    // Chunks that were neighbours are copied as one range.
    const again = await compactFrame(memorySource(compact), { codec });
    expect(again.filter((piece) => !(piece instanceof Uint8Array))).toHaveLength(1);
  });

  test("a frame that loses its last chunk is rewritten, one that had none too", async () => {
    const stored = encodeSChunk(pattern(SIZE, 3), { codec, typesize: 4, chunksize: SIZE });
    const edit = await open(stored);
    await deleteChunk(edit, 0);
    edit.setVlmeta("k", 1);
    expect(edit.needsRewrite).toBe(true);
    expect(await errorCode(() => edit.growth())).toBe("internal.unexpected");
    const emptied = await applyEdit(stored, edit);
    expect(await chunksOf(emptied)).toEqual([]);
    const again = await open(emptied);
    again.setVlmeta("k", 2);
    const read = await openSChunk(memorySource(await applyEdit(emptied, again)), { codec });
    expect(await read.vlmeta()).toEqual(new Map([["k", 2]]));
  });

  test("chunks that overlap are refused: a small file must not ask for a large one", async () => {
    const frame = encodeSChunk(pattern(2 * SIZE, 3), { codec, typesize: 4, chunksize: SIZE });
    const edit = await open(frame);
    edit.slots.set(1, { kind: "stored", offset: 16 });
    expect(await errorCode(() => edit.rewrite())).toBe("blosc2.malformed");
  });
});
