import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WriteBehind } from "./write-behind.ts";
import type { WrittenFile } from "./written-file.ts";

const MB = 1024 * 1024;

/** A file in memory that takes what it is told to take, and counts. */
class SlowFile implements WrittenFile {
  bytes = new Uint8Array(0);
  flushed = 0;
  flushes = 0;
  calls = 0;
  /** Most bytes of one write. */
  most = Number.POSITIVE_INFINITY;
  failWrite: number | undefined;
  failFlush: number | undefined;
  /** What every call waits for. */
  gate: Promise<void> = Promise.resolve();

  async writev(pieces: Uint8Array[], position: number): Promise<{ bytesWritten: number }> {
    this.calls += 1;
    await this.gate;
    if (this.calls === this.failWrite) throw new Error("no room");
    let at = position;
    for (const piece of pieces) {
      const part = piece.subarray(0, position + this.most - at);
      const longer = new Uint8Array(Math.max(this.bytes.length, at + part.length));
      longer.set(this.bytes);
      longer.set(part, at);
      this.bytes = longer;
      at += part.length;
    }
    return { bytesWritten: at - position };
  }

  async datasync(): Promise<void> {
    this.flushes += 1;
    await this.gate;
    if (this.flushes === this.failFlush) throw new Error("disk failed");
    this.flushed = this.bytes.length;
  }
}

/** A promise, and what fulfils it. */
function closedGate(): { gate: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { gate: promise, open: () => resolve() };
}

describe("WriteBehind", () => {
  it("writes all pieces in order, however many bytes the system takes at a time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 30 }),
        async (pieces, most) => {
          const file = new SlowFile();
          file.most = most;
          const behind = new WriteBehind(file);
          const wanted = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
          for (const piece of pieces) await behind.append(piece);
          await behind.flushed();
          expect(file.bytes).toEqual(wanted);
          expect(file.flushed).toBe(wanted.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("lets whoever brings more wait once much is behind, and goes on", async () => {
    const file = new SlowFile();
    const { gate, open } = closedGate();
    file.gate = gate;
    const behind = new WriteBehind(file);
    await behind.append(new Uint8Array(MB));
    await behind.append(new Uint8Array(MB));
    let taken = false;
    const more = behind.append(new Uint8Array(MB)).then(() => {
      taken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    open();
    await more;
    await behind.flushed();
    expect(file.flushed).toBe(3 * MB);
  });

  it("joins small pieces into few writes", async () => {
    const file = new SlowFile();
    const { gate, open } = closedGate();
    file.gate = gate;
    const behind = new WriteBehind(file);
    for (let piece = 0; piece < 24; piece += 1) await behind.append(new Uint8Array(64 * 1024));
    open();
    await behind.flushed();
    // The first piece alone, since it need not wait, then a write of a megabyte, then the rest.
    expect([file.calls, file.flushed]).toEqual([3, 24 * 64 * 1024]);
  });

  it("flushes long files while they are written", async () => {
    const file = new SlowFile();
    const behind = new WriteBehind(file);
    for (let piece = 0; piece < 8; piece += 1) await behind.append(new Uint8Array(MB));
    await behind.written();
    expect(file.flushes).toBeGreaterThan(0);
    await behind.flushed();
    expect(file.flushed).toBe(8 * MB);
  });

  it("gives the memory of large pieces back once they are written", async () => {
    const whole = new Uint8Array(64 * 1024);
    const part = new Uint8Array(64 * 1024).subarray(1);
    const behind = new WriteBehind(new SlowFile());
    await behind.append(whole);
    await behind.append(part);
    await behind.written();
    expect([whole.byteLength, part.byteLength]).toEqual([0, 64 * 1024 - 1]);
  });

  it("tells an error of a write to every later call, and writes no more", async () => {
    const file = new SlowFile();
    file.failWrite = 1;
    const behind = new WriteBehind(file);
    await behind.append(new Uint8Array(10));
    await expect(behind.written()).rejects.toThrow("no room");
    await expect(behind.append(new Uint8Array(10))).rejects.toThrow("no room");
    await expect(behind.flushed()).rejects.toThrow("no room");
    expect([file.calls, file.flushes]).toEqual([1, 0]);
    await behind.abandon();
  });

  it("is not flushed if an early flush failed, since the system tells that once", async () => {
    const file = new SlowFile();
    file.failFlush = 1;
    const behind = new WriteBehind(file);
    for (let piece = 0; piece < 8; piece += 1) await behind.append(new Uint8Array(MB));
    await behind.written();
    await expect(behind.flushed()).rejects.toThrow("disk failed");
  });

  it("leaves the file alone once it is abandoned", async () => {
    const file = new SlowFile();
    const { gate, open } = closedGate();
    file.gate = gate;
    const behind = new WriteBehind(file);
    for (let piece = 0; piece < 2; piece += 1) await behind.append(new Uint8Array(MB));
    const abandoned = behind.abandon();
    open();
    await abandoned;
    const { calls } = file;
    await new Promise((resolve) => setImmediate(resolve));
    expect([file.calls, file.bytes.length]).toEqual([calls, MB]);
  });
});
