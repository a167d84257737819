import fc from "fast-check";
import { expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { ndlzDecoder } from "./ndlz.ts";
import { ndlzEncoder } from "./ndlz-encode.ts";

const request = (meta: number, blocks: readonly number[], length: number) => {
  return { codec: 32, meta, typesize: 1, length, cut: () => ({ blocks, itemsize: 1 }) };
};

/** Rows of few kinds, so that cells have some in common. */
const contents = fc
  .record({
    rows: fc.integer({ min: 1, max: 40 }),
    columns: fc.integer({ min: 1, max: 40 }),
    kinds: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ rows, columns, kinds }) =>
    fc.record({
      blocks: fc.constant([rows, columns]),
      seeds: fc.array(fc.integer({ min: 0, max: kinds }), { minLength: rows, maxLength: rows }),
      noise: fc.constantFrom(0, 1, 60),
    }),
  );

it("makes shorter streams that decode to what they were made of, or none", () => {
  const tokens = { 4: new Set<number>(), 8: new Set<number>() };
  let shorter = 0;
  fc.assert(
    fc.property(contents, fc.constantFrom(4 as const, 8 as const), ({ blocks, seeds, noise }, side) => {
      const [, columns = 1] = blocks;
      const content = Uint8Array.from({ length: seeds.length * columns }, (_, index) => {
        const seed = seeds[Math.floor(index / columns)] ?? 0;
        const column = (index % columns) % side;
        return noise > 0 && index % noise === 0 ? index * 37 : seed * 11 + ((column * seed) & 3);
      });
      const stream = ndlzEncoder.encode(content, request(side, blocks, content.length));
      if (stream === undefined) return;
      shorter += 1;
      tokens[side].add(stream[9] ?? 0);
      expect(stream.length).toBeLessThan(content.length);
      expect(ndlzDecoder.decode(stream, request(side, blocks, content.length))).toEqual(content);
    }),
    { seed: 3, numRuns: 400 },
  );
  expect(shorter).toBeGreaterThan(100);
});

it("uses all kinds of matches of four rows", () => {
  // A cell of letters, then cells that have some of its rows at the same or at other places.
  const letters: Readonly<Record<string, string>> = {
    a: "wxyz",
    b: "pqrs",
    c: "klmn",
    d: "fghi",
    e: "1234",
    f: "5678",
  };
  const cells = [
    ["abcd", "abcd", 0xc0],
    ["abcd", "eeee", 0x00],
    ["abcd", "abce", 0xe8],
    ["abcd", "abec", 0xf0],
    ["abcd", "aebc", 0xf8],
    ["abcd", "ebcd", 0xe0],
    ["abcd", "abef", 0x88],
    ["abcd", "aebf", 0x90],
    ["abcd", "aefb", 0x98],
    ["abcd", "eabf", 0xb0],
    ["abcd", "eafb", 0xb8],
    ["abcd", "efab", 0x80],
    ["abcd", "cdab", 0x28],
    ["abcd", "cadb", 0x30],
    ["abcd", "cabd", 0x38],
  ] as const;
  for (const [first, second, token] of cells) {
    const rows = [0, 1, 2, 3].map((row) => (letters[first[row] ?? ""] ?? "") + (letters[second[row] ?? ""] ?? ""));
    // A cell of one byte makes the stream shorter than the content.
    const content = new TextEncoder().encode(rows.map((row) => row + "-".repeat(16)).join(""));
    const stream = ndlzEncoder.encode(content, request(4, [4, 24], content.length)) ?? new Uint8Array(0);
    expect(stream[9]).toBe(0);
    expect([second, stream[9 + 17]]).toEqual([second, token === 0xc0 ? 0xc0 : token]);
    expect(ndlzDecoder.decode(stream, request(4, [4, 24], content.length))).toEqual(content);
  }
});

it.each([
  ["cells of another side", 5, [8, 8], 64],
  ["one dimension", 4, [64], 64],
  ["items of two bytes in one stream", 4, [8, 8], 128],
] as const)("refuses %s", async (_name, meta, blocks, length) => {
  const encode = () => ndlzEncoder.encode(new Uint8Array(length), request(meta, blocks, length));
  expect(await errorCode(encode)).toBe("blosc2.unsupported");
});
