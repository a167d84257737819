import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { CodecMemory, SLACK } from "./codec-memory.ts";
import { KERNEL_CORRUPT, Kernels } from "./kernels.ts";

const LZ4 = 1;

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.create(new CodecMemory(), 1 << 30, 0);
});

interface Sequence {
  readonly literals: number;
  /** 0 is none that the format has. */
  readonly offset: number;
  readonly match: number;
}

/** Lengths around those at which the loop takes another way. */
const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 21, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 250, max: 900 }) },
);
const offsets = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: 41, max: 3000 }) },
);
const sequences = fc.array(
  fc.record({ literals: lengths, offset: offsets, match: lengths.map((length) => length + 4) }),
  { maxLength: 60 },
);

interface Encoded {
  readonly stream: number[];
  /** What the sequences come to. */
  readonly length: number;
}

/** Writes sequences, and literals behind them. Matches reach no further than what is there, where `valid`. */
function encode(list: readonly Sequence[], valid: boolean): Encoded {
  const stream: number[] = [];
  let length = 0;
  let next = 1;
  const write = (literals: number, match: number) => {
    stream.push((Math.min(literals, 15) << 4) | Math.min(match, 15));
    continueLength(stream, literals);
    for (let count = 0; count < literals; count += 1) {
      next = (next * 75 + 74) % 65_537;
      stream.push(next & 0xff);
    }
    length += literals;
  };
  for (const { literals, offset, match } of list) {
    write(length === 0 ? literals + 1 : literals, match - 4);
    const distance = valid ? Math.min(offset, length) : offset;
    stream.push(distance & 0xff, distance >> 8);
    continueLength(stream, match - 4);
    length += match;
  }
  write(5, 0);
  return { stream, length };
}

function continueLength(stream: number[], length: number): void {
  if (length < 15) return;
  for (let rest = length - 15; ; rest -= 255) {
    stream.push(Math.min(rest, 255));
    if (rest < 255) return;
  }
}

/** The format by its description (lz4_Block_format.md), byte by byte; undefined for what is none. */
function plainDecode(stream: readonly number[], most: number): number[] | undefined {
  const result: number[] = [];
  let at = 0;
  const more = (length: number) => {
    let sum = length;
    if (length < 15) return sum;
    for (let byte = 255; byte === 255; sum += byte) byte = stream[at++] ?? Number.NaN;
    return sum;
  };
  while (at < stream.length) {
    const token = stream[at++] ?? 0;
    const literals = more(token >> 4);
    if (!(at + literals <= stream.length) || result.length + literals > most) return undefined;
    for (let count = 0; count < literals; count += 1) result.push(stream[at++] ?? 0);
    if (at === stream.length) return result;
    const offset = (stream[at] ?? Number.NaN) + 256 * (stream[at + 1] ?? Number.NaN);
    at += 2;
    const match = more(token & 15) + 4;
    if (!(offset >= 1 && offset <= result.length) || !(result.length + match <= most)) return undefined;
    for (let count = 0; count < match; count += 1) result.push(result[result.length - offset] ?? 0);
  }
  return undefined;
}

/** What the kernels make of a stream, among bytes that are no part of it. */
function kernelDecode(
  stream: readonly number[],
  length: number,
  { plane, wanted = length, junk }: { plane: boolean; wanted?: number; junk: number },
): Uint8Array | undefined {
  const [source = 0, target = 0] = kernels.layout([stream.length, length]);
  kernels.bytes.fill(junk, source - SLACK, target + length + SLACK);
  kernels.bytes.set(stream, source);
  const { run } = kernels;
  const written = run.decodeCodec(LZ4, source, stream.length, target, length, 0, 0, wanted, plane ? 1 : 0);
  expect([length, KERNEL_CORRUPT]).toContain(written);
  return written === length ? kernels.bytes.slice(target, target + wanted) : undefined;
}

const ways = [
  { plane: false, junk: 0x55 },
  { plane: true, junk: 0x55 },
  { plane: false, junk: 0xff },
  { plane: true, junk: 0x00 },
];

test("streams of any sequences decode to what the format says, to the first bytes too", () => {
  fc.assert(
    fc.property(sequences, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
      const { stream } = encode(list, true);
      const plain = plainDecode(stream, 1e6);
      if (plain === undefined) return expect.unreachable("a stream that is none");
      const wanted = Math.floor(part * plain.length);
      for (const way of ways) {
        expect(Buffer.compare(kernelDecode(stream, plain.length, way) ?? Buffer.of(), Buffer.from(plain))).toBe(0);
        const first = kernelDecode(stream, plain.length, { ...way, wanted }) ?? Buffer.of();
        expect(Buffer.compare(first, Buffer.from(plain.slice(0, wanted)))).toBe(0);
        expect(kernelDecode(stream, plain.length - 1, way)).toBeUndefined();
      }
    }),
    { seed: 5, numRuns: 400 },
  );
});

test("what is no stream is refused, whatever lies around it", () => {
  const far = sequences.map((list) => encode(list, false));
  const damaged = fc
    .tuple(sequences, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(3))
    .map(([list, edits, cut]): Encoded => {
      const { stream, length } = encode(list, true);
      for (const [at, byte] of edits) stream[at % stream.length] = byte;
      return { stream: stream.slice(0, Math.max(1, stream.length - cut)), length };
    });
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(far, damaged), ({ stream, length }) => {
      const plain = plainDecode(stream, 1e6);
      const decodes = plain !== undefined && plain.length > 0;
      if (!decodes) refused += 1;
      for (const way of ways) {
        const decoded = kernelDecode(stream, decodes ? plain.length : length, way);
        if (decodes) expect(Buffer.compare(decoded ?? Buffer.of(), Buffer.from(plain))).toBe(0);
        else expect(decoded).toBeUndefined();
      }
    }),
    { seed: 6, numRuns: 1000 },
  );
  expect(refused).toBeGreaterThan(300);
});

test("no match lies 0 back: its bytes would be those of other data", () => {
  fc.assert(
    fc.property(sequences, sequences, lengths, lengths, (before, behind, literals, length) => {
      const zero = { literals, offset: 0, match: length + 4 };
      const encoded = encode([...before, zero, ...behind], true);
      for (const way of ways) expect(kernelDecode(encoded.stream, encoded.length, way)).toBeUndefined();
    }),
    { seed: 7, numRuns: 300 },
  );
});
