import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../../test/error-code.ts";
import { readCodestream } from "../codestream.ts";
import { decodeImage } from "./image.ts";
import { createJpeg2000Module, type Jpeg2000Module } from "./module.ts";

const FIXTURES = new URL("../../../test/fixtures/jpeg2000/", import.meta.url);

/** What `make_jpeg2000.py` says of an image. */
interface Facts {
  readonly samples: string;
  readonly sampleSize: number;
  readonly exact: boolean;
}

const read = (name: string) => new Uint8Array(readFileSync(new URL(name, FIXTURES)));
const images: Readonly<Record<string, Facts>> = JSON.parse(readFileSync(new URL("manifest.json", FIXTURES), "utf8"));
const NAMES = Object.keys(images);
/** Decoders of lossy images round in places of their own: what a sample may be off, by its size. */
const ROUNDING: Readonly<Record<number, number>> = { 1: 1, 2: 4 };

let module: Jpeg2000Module;
beforeAll(async () => {
  module = await createJpeg2000Module(64 << 20);
});

const decode = (bytes: Uint8Array) => decodeImage(module, readCodestream(bytes));

describe("codestreams of Part 1", () => {
  it.each(Object.entries(images))("%s", (name, { samples, sampleSize, exact }) => {
    const decoded = decode(read(`${name}.j2k`));
    const expected = read(`${samples}.raw`);
    if (exact) return void expect(decoded).toEqual(expected);
    const values = (bytes: Uint8Array) => (sampleSize === 1 ? bytes : new Uint16Array(bytes.slice().buffer));
    const wanted = values(expected);
    expect(decoded.length).toBe(expected.length);
    expect(
      values(decoded).every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= (ROUNDING[sampleSize] ?? 0)),
    ).toBe(true);
  });

  it("have all orders of packets", () => {
    const orders = new Set(NAMES.map((name) => readCodestream(read(`${name}.j2k`)).coding.progression));
    expect([...orders].sort()).toEqual(["CPRL", "LRCP", "PCRL", "RLCP", "RPCL"]);
  });
});

describe("codestreams that were changed", () => {
  const seeds = NAMES.map((name) => read(`${name}.j2k`)).filter(({ length }) => length > 200);
  const changes = fc.record({
    seed: fc.nat(seeds.length - 1),
    // Behind the sizes: what is asked for stays small.
    at: fc.array(fc.record({ place: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) }), {
      minLength: 1,
      maxLength: 4,
    }),
  });

  it("decode to as many samples, always the same, or are refused with a code", async () => {
    const other = await createJpeg2000Module(64 << 20);
    await fc.assert(
      fc.asyncProperty(changes, async ({ seed, at }) => {
        const original = seeds[seed] ?? new Uint8Array(0);
        const bytes = original.slice();
        for (const { place, byte } of at) bytes[50 + Math.floor(place * (bytes.length - 51))] = byte;
        const code = await errorCode(() => decode(bytes));
        if (code !== "none")
          return void expect(code).toMatch(/^(blosc2\.(corrupt|malformed|unsupported)|limit\.exceeded)$/);
        expect(decode(bytes)).toEqual(decodeImage(other, readCodestream(bytes)));
      }),
      { seed: 8, numRuns: 1500 },
    );
  });
});
