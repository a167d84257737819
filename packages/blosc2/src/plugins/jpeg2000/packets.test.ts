import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCode } from "../../../test/error-code.ts";
import { readCodestream } from "../codestream.ts";
import { HeaderBits } from "./header-bits.ts";
import { decodeImage } from "./image.ts";
import { createJpeg2000Module } from "./module.ts";
import { TagTree } from "./tag-tree.ts";

/** Bits as packet headers have them: the highest first, and a 0 behind each byte 0xff. */
function packed(bits: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let byte = 0;
  let room = 8;
  for (const bit of bits) {
    room -= 1;
    byte |= bit << room;
    if (room > 0) continue;
    bytes.push(byte);
    room = byte === 0xff ? 7 : 8;
    byte = 0;
  }
  // The last byte is whole, and one that would be 0xff has another behind it.
  bytes.push(byte);
  return Uint8Array.from(bytes);
}

describe("bits of packet headers", () => {
  it("are read as they were packed", () => {
    const bits = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.constant(0)), { maxLength: 80 });
    fc.assert(
      fc.property(bits, (written) => {
        const reader = new HeaderBits(packed(written), 0);
        expect(written.map(() => reader.next())).toEqual(written);
      }),
      { seed: 1 },
    );
  });

  it("end behind the byte that is stuffed behind 0xff", () => {
    const ended = (bits: readonly number[]) => {
      const reader = new HeaderBits(packed(bits), 0);
      for (const _ of bits) reader.next();
      return reader.end();
    };
    expect(ended([1])).toBe(1);
    expect(ended([1, 1, 1, 1, 1, 1, 1, 0])).toBe(1);
    expect(ended([1, 1, 1, 1, 1, 1, 1, 1])).toBe(2);
  });
});

/** What T.800, B.10.2 has an encoder write so that the question whether a leaf is below a bound is answered. */
class TagTreeWriter {
  readonly bits: number[] = [];
  readonly #levels: { readonly width: number; readonly values: number[] }[] = [];
  readonly #told = new Map<string, number>();

  constructor(width: number, values: readonly number[]) {
    let level = { width, values: [...values] };
    this.#levels.unshift(level);
    while (level.values.length > 1) {
      const height = level.values.length / level.width;
      const above = { width: Math.ceil(level.width / 2), values: [] as number[] };
      for (const [node, value] of level.values.entries()) {
        const parent =
          Math.floor(Math.floor(node / level.width) / 2) * above.width + Math.floor((node % level.width) / 2);
        above.values[parent] = Math.min(above.values[parent] ?? value, value);
      }
      expect(above.values.length).toBe(above.width * Math.ceil(height / 2));
      level = above;
      this.#levels.unshift(level);
    }
  }

  ask(x: number, y: number, bound: number): void {
    let least = 0;
    for (const [depth, { width, values }] of this.#levels.entries()) {
      const shift = this.#levels.length - 1 - depth;
      const node = (y >> shift) * width + (x >> shift);
      const value = values[node] ?? 0;
      const key = `${depth}:${node}`;
      // Twice what was told of the node, and 1 more once all is.
      const told = this.#told.get(key) ?? 0;
      least = Math.max(least, told >> 1);
      let known = (told & 1) === 1;
      while (!known && least < bound) {
        known = value === least;
        this.bits.push(known ? 1 : 0);
        if (!known) least += 1;
      }
      this.#told.set(key, 2 * least + (known ? 1 : 0));
    }
  }
}

describe("a tag tree", () => {
  it("answers what was asked of it while it was written", () => {
    const grids = fc
      .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
      .chain(({ width, height }) =>
        fc.record({
          width: fc.constant(width),
          values: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: width * height, maxLength: width * height }),
          questions: fc.array(fc.record({ leaf: fc.nat(width * height - 1), bound: fc.integer({ min: 1, max: 7 }) })),
        }),
      );
    fc.assert(
      fc.property(grids, ({ width, values, questions }) => {
        const writer = new TagTreeWriter(width, values);
        const asked = questions.map(({ leaf, bound }) => ({
          x: leaf % width,
          y: Math.floor(leaf / width),
          leaf,
          bound,
        }));
        for (const { x, y, bound } of asked) writer.ask(x, y, bound);
        const tree = new TagTree(width, values.length / width);
        const bits = new HeaderBits(packed(writer.bits), 0);
        for (const { x, y, leaf, bound } of asked) {
          expect(tree.isBelow(bits, x, y, bound)).toBe((values[leaf] ?? 0) < bound);
        }
      }),
      { seed: 2 },
    );
  });
});

/** A grey image of bytes in one tile and one resolution, with code blocks of 4 x 4, whose packets are `data`. */
function codestream(side: number, layers: number, data: Uint8Array): Uint8Array {
  const u16 = (value: number) => [value >> 8, value & 0xff];
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
  const grid = [side, side, 0, 0, side, side, 0, 0].flatMap(u32);
  const size = [0xff, 0x51, ...u16(41), 0, 0, ...grid, ...u16(1), 7, 1, 1];
  const coding = [0xff, 0x52, ...u16(12), 0, 0, ...u16(layers), 0, 0, 0, 0, 0, 1];
  const quantization = [0xff, 0x5c, ...u16(4), 0x40, 8 << 3];
  const tile = [0xff, 0x90, ...u16(10), 0, 0, ...u32(14 + data.length), 0, 1, 0xff, 0x93];
  return Uint8Array.from([0xff, 0x4f, ...size, ...coding, ...quantization, ...tile, ...data, 0xff, 0xd9]);
}

describe("packets without end", () => {
  const code = async (side: number, layers: number, data: Uint8Array) => {
    const module = await createJpeg2000Module(1 << 24);
    return errorCode(() => decodeImage(module, readCodestream(codestream(side, layers, data))));
  };

  it("are an image of one grey when they are empty", async () => {
    const module = await createJpeg2000Module(1 << 24);
    const image = decodeImage(module, readCodestream(codestream(64, 3, new Uint8Array(3))));
    expect(image).toEqual(new Uint8Array(64 * 64).fill(128));
  });

  it("are refused: layers that look at all code blocks and bring none", async () => {
    expect(await code(64, 400, new Uint8Array(400).fill(0x80))).toBe("none");
    expect(await code(64, 4000, new Uint8Array(4000).fill(0x80))).toBe("blosc2.corrupt");
  });

  it("are refused: fewer bytes than packets", async () => {
    expect(await code(64, 400, new Uint8Array(399))).toBe("blosc2.corrupt");
  });
});
