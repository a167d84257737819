import { describe, expect, test } from "vitest";
import { type ByteSource, isCatervaError } from "../src/index.ts";

/** What `make` gives: a source, and how to let go of it. */
export interface MadeSource {
  readonly source: ByteSource;
  dispose?(): Promise<void> | void;
}

/**
 * What every {@link ByteSource} promises. `make` opens a source that holds exactly the given bytes;
 * the suite asks for a few sources of at most 100,000 bytes.
 */
export function byteSourceContract(name: string, make: (bytes: Uint8Array) => Promise<MadeSource> | MadeSource): void {
  async function withSource(bytes: Uint8Array, use: (source: ByteSource) => Promise<void>): Promise<void> {
    const { source, dispose } = await make(bytes);
    try {
      await use(source);
    } finally {
      await dispose?.();
    }
  }

  describe(`${name} is a byte source`, () => {
    test("its size is the number of its bytes", async () => {
      for (const size of [0, 1, 1000]) {
        await withSource(pattern(size), async (source) => expect(source.size).toBe(size));
      }
    });

    test("a read gives exactly the bytes asked for", async () => {
      const bytes = pattern(100_000);
      await withSource(bytes, async (source) => {
        const ranges = [
          [0, 1],
          [99_999, 1],
          [0, 100_000],
          [12_345, 70_000],
          [65_535, 2],
        ] as const;
        for (const [offset, length] of ranges) {
          const read = await source.read(offset, length);
          expect(read.byteLength).toBe(length);
          expect(Buffer.from(read).equals(bytes.subarray(offset, offset + length))).toBe(true);
        }
      });
    });

    test("a read of nothing succeeds anywhere up to the end", async () => {
      await withSource(pattern(10), async (source) => {
        for (const offset of [0, 5, 10]) expect((await source.read(offset, 0)).byteLength).toBe(0);
      });
      await withSource(pattern(0), async (source) => expect((await source.read(0, 0)).byteLength).toBe(0));
    });

    test("reads may overlap in time and come back in any order", async () => {
      const bytes = pattern(5000);
      await withSource(bytes, async (source) => {
        const offsets = Array.from({ length: 40 }, (_, index) => (index * 977) % 4900);
        const reads = await Promise.all(offsets.map((offset) => source.read(offset, 100)));
        for (const [index, offset] of offsets.entries()) {
          expect([...(reads[index] ?? [])]).toEqual([...bytes.subarray(offset, offset + 100)]);
        }
      });
    });

    test("a later read leaves the bytes of an earlier one alone", async () => {
      const bytes = pattern(300);
      await withSource(bytes, async (source) => {
        const first = await source.read(0, 100);
        await source.read(100, 200);
        expect([...first]).toEqual([...bytes.subarray(0, 100)]);
      });
    });

    test.each([
      [0, 11],
      [10, 1],
      [11, 0],
      [-1, 2],
      [0, -1],
      [0.5, 1],
      [0, 1.5],
      [Number.NaN, 1],
      [0, Number.NaN],
      [Number.MAX_SAFE_INTEGER, 1],
      [1, Number.MAX_SAFE_INTEGER],
      [0, Number.POSITIVE_INFINITY],
    ])("a read of %2$d bytes at %1$d of 10 throws source.short_read", async (offset, length) => {
      await withSource(pattern(10), async (source) => {
        const error = await source.read(offset, length).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(isCatervaError(error, "source.short_read")).toBe(true);
        expect((await source.read(0, 10)).byteLength).toBe(10);
      });
    });
  });
}

/** Bytes whose runs differ from one place to the next. */
function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 131 + (index >> 8) * 17) & 0xff);
}
