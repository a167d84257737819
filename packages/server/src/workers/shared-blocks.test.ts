import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockMemory, releaseBlocks, SharedBlocks } from "./shared-blocks.ts";

const MIB = 1024 * 1024;

/** The bytes of a block, which tell which one it is. */
function blockOf(seed: number, length = 4096): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (seed * 31 + index * 7) & 0xff);
}

/** Offers a block as often as it takes to be kept. */
function keep(blocks: ReturnType<SharedBlocks["of"]>, nchunk: number, block: number, bytes: Uint8Array): void {
  blocks.keep(nchunk, block, bytes, bytes.length);
  blocks.keep(nchunk, block, bytes, bytes.length);
}

function find(blocks: ReturnType<SharedBlocks["of"]>, nchunk: number, block: number, length = 4096) {
  let found: Uint8Array | undefined;
  const whole = blocks.visit(nchunk, block, length, (bytes) => {
    found = bytes.slice();
  });
  return whole ? found : undefined;
}

describe("blocks that threads share", () => {
  it("keeps what is offered twice, for every thread, by file, chunk, block and length", () => {
    const memory = blockMemory(MIB);
    const one = new SharedBlocks(memory, 1).of("file version");
    const two = new SharedBlocks(memory, 2);
    one.keep(3, 4, blockOf(1), 4096);
    expect(find(one, 3, 4)).toBeUndefined();
    one.keep(3, 4, blockOf(1), 4096);
    expect(find(two.of("file version"), 3, 4)).toEqual(blockOf(1));
    expect(find(two.of("file version 2"), 3, 4)).toBeUndefined();
    expect([find(one, 4, 3), find(one, 3, 5), find(one, 3, 4, 4095)]).toEqual([undefined, undefined, undefined]);
  });

  it("gives the newest blocks, and never one for another, however many came", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 20_000 }))), fc.nat(), (wishes, seed) => {
        const blocks = new SharedBlocks(blockMemory(MIB), 1).of(`file ${seed}`);
        for (const [nchunk, length] of wishes) {
          const bytes = blockOf(nchunk, length);
          keep(blocks, nchunk, 0, bytes);
          expect(Buffer.compare(find(blocks, nchunk, 0, length) ?? new Uint8Array(), bytes)).toBe(0);
        }
        for (const [nchunk, length] of wishes) {
          const found = find(blocks, nchunk, 0, length);
          if (found !== undefined) expect(Buffer.compare(found, blockOf(nchunk, length))).toBe(0);
        }
      }),
      { seed: 15, numRuns: 25 },
    );
  });

  it("says that a block is gone when it was written over while it was read", () => {
    const blocks = new SharedBlocks(blockMemory(MIB), 1).of("file");
    keep(blocks, 0, 0, blockOf(1));
    const whole = blocks.visit(0, 0, 4096, () => {
      for (let nchunk = 1; nchunk < 40; nchunk += 1) keep(blocks, nchunk, 0, blockOf(nchunk, 32_768));
    });
    expect(whole).toBe(false);
    expect(find(blocks, 0, 0)).toBeUndefined();
  });

  it("goes on where positions begin anew", () => {
    const memory = blockMemory(MIB);
    // The head, just before the last position of 32 bits.
    new Int32Array(memory)[1] = -100;
    const blocks = new SharedBlocks(memory, 1).of("file");
    for (let nchunk = 0; nchunk < 100; nchunk += 1) {
      keep(blocks, nchunk, 0, blockOf(nchunk));
      expect(find(blocks, nchunk, 0)).toEqual(blockOf(nchunk));
    }
  });

  it("keeps some blocks of a read that is larger than the ring, the same each time", () => {
    const blocks = new SharedBlocks(blockMemory(MIB), 1).of("file");
    const scan = () => {
      let hits = 0;
      for (let nchunk = 0; nchunk < 1000; nchunk += 1) {
        if (find(blocks, nchunk, 0) !== undefined) hits += 1;
        else blocks.keep(nchunk, 0, blockOf(nchunk), 1000 * 4096);
      }
      return hits;
    };
    scan();
    scan();
    const third = scan();
    expect(third).toBeGreaterThan(20);
    expect(third).toBeLessThan(250);
    expect(scan()).toBe(third);
  });

  it("keeps nothing while another thread writes, and goes on when that one has ended", () => {
    const memory = blockMemory(MIB);
    new Int32Array(memory)[0] = 7;
    const blocks = new SharedBlocks(memory, 1).of("file");
    keep(blocks, 0, 0, blockOf(1));
    expect(find(blocks, 0, 0)).toBeUndefined();
    releaseBlocks(memory, 8);
    keep(blocks, 0, 0, blockOf(1));
    expect(find(blocks, 0, 0)).toBeUndefined();
    releaseBlocks(memory, 7);
    keep(blocks, 0, 0, blockOf(1));
    expect(find(blocks, 0, 0)).toEqual(blockOf(1));
  });

  it("never shows torn blocks to threads that read while others write", async () => {
    const memory = blockMemory(MIB);
    const program = `
      const { parentPort, workerData } = require("node:worker_threads");
      import(workerData.module).then(({ SharedBlocks }) => {
        const blocks = new SharedBlocks(workerData.memory, workerData.thread).of("file");
        const all = Array.from({ length: 60 }, (_, nchunk) => new Uint8Array(30000).fill(nchunk));
        let wrong = 0, hits = 0, seed = workerData.thread;
        for (let round = 0; round < 8000; round += 1) {
          // In no order: a thread that is alone finds what it has kept itself.
          seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
          const nchunk = (seed >>> 8) % 60;
          let same = true;
          const whole = blocks.visit(nchunk, 0, 30000, (bytes) => {
            same = Buffer.compare(bytes.slice(), all[nchunk]) === 0;
          });
          if (whole) { hits += 1; if (!same) wrong += 1; }
          else blocks.keep(nchunk, 0, all[nchunk], 30000);
        }
        parentPort.postMessage({ wrong, hits });
      });`;
    const module = new URL("./shared-blocks.ts", import.meta.url).href;
    const results = await Promise.all(
      [1, 2, 3].map(
        (thread) =>
          new Promise<{ wrong: number; hits: number }>((resolve, reject) => {
            const worker = new Worker(program, { eval: true, workerData: { memory, thread, module } });
            worker.once("message", resolve).once("error", reject);
          }),
      ),
    );
    expect(results.map(({ wrong }) => wrong)).toEqual([0, 0, 0]);
    expect(Math.min(...results.map(({ hits }) => hits))).toBeGreaterThan(0);
  });
});
