import { memorySource } from "@caterva2/ndarray";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { pluginContent, pluginFrame } from "../../test/plugin-fixtures.ts";
import { createChunkCodec, openSChunk } from "../index.ts";
import { findCodestream, readCodestream } from "./codestream.ts";
import { jpeg2000 } from "./jpeg2000-node.ts";
import type { StreamDecoder } from "./types.ts";

/** Where SIZ and COD stand in a codestream of one component: fields counted from the codestream's start. */
const SIZ = { width: 8, tileWidth: 24, components: 40 } as const;
const REQUEST = { codec: 37, meta: 0, typesize: 1, length: 45 * 62 };

let stream: Uint8Array;
let decoder: StreamDecoder;
beforeAll(async () => {
  const codec = await createChunkCodec();
  const schunk = await openSChunk(memorySource(pluginFrame("grok-u1")), { codec });
  // The block behind the chunk's header, its only offset and the size of its only stream.
  stream = (await schunk.chunkBytes(0)).slice(32 + 4 + 4);
  decoder = await jpeg2000().load();
});

/** The codestream with a field of 4 bytes changed. */
function changed(at: number, value: number): Uint8Array {
  const bytes = findCodestream(stream).slice();
  new DataView(bytes.buffer).setUint32(at, value);
  return bytes;
}

/** Where a marker segment starts, counted to its first field. */
function segment(bytes: Uint8Array, marker: number): number {
  return bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === marker) + 4;
}

describe("the header of a codestream", () => {
  it("is read from a JP2 file", () => {
    expect(readCodestream(findCodestream(stream))).toMatchObject({
      width: 62,
      height: 45,
      components: 1,
      precision: 8,
      signed: false,
    });
  });

  it.each([
    ["a width beyond the block", () => changed(SIZ.width, 5000), "blosc2.malformed"],
    ["tiles without number", () => changed(SIZ.tileWidth, 0), "blosc2.malformed"],
    ["an image without columns", () => changed(SIZ.width, 0), "blosc2.malformed"],
    ["components that are not there", () => changed(SIZ.components, 0x00020701), "blosc2.malformed"],
    ["a cut codestream", () => findCodestream(stream).slice(0, -2), "blosc2.malformed"],
    ["nothing", () => new Uint8Array(0), "blosc2.malformed"],
    ["text", () => new TextEncoder().encode("no image at all, but text"), "blosc2.malformed"],
  ])("refuses %s before it decodes", async (_name, make, code) => {
    expect(await errorCode(() => decoder.decode(make(), REQUEST))).toBe(code);
  });

  it("refuses an image whose tiles are not all there", async () => {
    expect(await errorCode(() => decoder.decode(changed(SIZ.tileWidth, 31), REQUEST))).toBe("blosc2.malformed");
  });

  it("refuses small tiles by the thousand, for each of which a decoder allocates", async () => {
    const bytes = changed(SIZ.width, 62 * 45);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of [4, 16, 20].map((at, index) => [SIZ.width + at, [90, 1, 1][index] ?? 0] as const)) {
      view.setUint32(at, value);
    }
    const request = { ...REQUEST, length: 62 * 45 * 90 };
    expect(await errorCode(() => decoder.decode(bytes, request))).toBe("limit.exceeded");
  });

  it("refuses layers by the thousand, which cost time even when they are empty", async () => {
    const bytes = findCodestream(stream).slice();
    new DataView(bytes.buffer).setUint16(segment(bytes, 0x52) + 2, 65535);
    expect(await errorCode(() => decoder.decode(bytes, REQUEST))).toBe("limit.exceeded");
  });

  it("refuses an image beyond the memory that the plug-in may use", async () => {
    const enough = await jpeg2000({ maxMemory: 1 << 20 }).load();
    expect(enough.decode(stream, REQUEST)).toEqual(pluginContent("grok-u1"));
    const small = await jpeg2000({ maxMemory: 20 << 10 }).load();
    expect(await errorCode(() => small.decode(stream, REQUEST))).toBe("limit.exceeded");
  });

  it("leaves nothing of a broken image behind for the next one", async () => {
    const codes = new Set<unknown>();
    for (let at = 100; at < stream.length; at += 7) {
      const broken = stream.slice();
      broken.fill(0xa5, at, at + 40);
      codes.add(await errorCode(() => decoder.decode(broken, REQUEST)));
      expect(decoder.decode(stream, REQUEST)).toEqual(pluginContent("grok-u1"));
    }
    expect([...codes].every((code) => typeof code === "string")).toBe(true);
  });
});
