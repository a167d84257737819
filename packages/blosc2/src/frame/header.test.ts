import { describe, expect, test } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { fixture } from "../../test/frame-fixtures.ts";
import { FIELD, parseFrameHeader } from "./header.ts";

const parse = (bytes: Uint8Array) => parseFrameHeader(bytes, { size: bytes.length });

/** A fixture with some bytes replaced. */
function changed(name: string, position: number, bytes: readonly number[]): Uint8Array {
  const frame = fixture(name);
  frame.set(bytes, position);
  return frame;
}

describe("parseFrameHeader", () => {
  test("reads what python-blosc2 wrote", () => {
    const header = parse(fixture("metadata.b2nd"));
    expect(header).toMatchObject({
      version: 2,
      variableChunks: false,
      nbytes: 40,
      typesize: 4,
      blocksize: 40,
      chunksize: 40,
      codec: 5,
      codecMeta: 0,
      clevel: 5,
      filters: [0, 0, 0, 0, 0, 1],
      filtersMeta: [0, 0, 0, 0, 0, 0],
      splitMode: "auto",
      useDict: false,
      compressThreads: 0,
      decompressThreads: 1,
      hasVlmeta: true,
    });
    expect([...header.metalayers.keys()]).toEqual(["b2nd", "first", "second", "a name of thirty-one characters"]);
    expect(header.metalayers.get("second")).toEqual(Uint8Array.of(0x93, 1, 2, 3));
  });

  test("reads codec, filters, split mode and dictionary", () => {
    expect(parse(fixture("codec-lz4hc-trunc.b2nd"))).toMatchObject({
      codec: 2,
      filters: [4, 1, 0, 0, 0, 0],
      filtersMeta: [10, 0, 0, 0, 0, 0],
    });
    expect(parse(fixture("codec-zlib-none.b2nd")).codec).toBe(4);
    expect(parse(fixture("split-always_split.b2nd")).splitMode).toBe("always");
    expect(parse(fixture("split-never_split.b2nd")).splitMode).toBe("never");
    expect(parse(fixture("split-forward_compat_split.b2nd")).splitMode).toBe("forward");
    expect(parse(fixture("dictionary-zstd.b2nd")).useDict).toBe(true);
  });

  test("reads a plug-in codec by its number, and a chunksize that was never set", () => {
    const plugIn = changed("schunk-text.b2frame", FIELD.codecFlags, [0x56]);
    plugIn.set([32, 3], FIELD.udCodec);
    expect(parse(plugIn)).toMatchObject({ codec: 32, codecMeta: 3, clevel: 5 });
    expect(parse(changed("schunk-empty.b2frame", FIELD.chunksize, [255, 255, 255, 255])).chunksize).toBe(0);
  });

  test("reads variable chunks as version 3", () => {
    expect(parse(fixture("schunk-varied.b2frame"))).toMatchObject({ version: 3, variableChunks: true, chunksize: 0 });
  });

  test.each<[string, number, number[], string]>([
    ["no magic", 3, [0], "blosc2.malformed"],
    ["a frame longer than its source", FIELD.frameLength, [0, 0, 0, 18, 0, 0, 0, 0], "blosc2.malformed"],
    ["a length beyond all numbers", FIELD.frameLength, [255, 255, 255, 255, 255, 255, 255, 255], "blosc2.malformed"],
    ["a header longer than the frame", FIELD.headerLength, [127, 255, 255, 255], "blosc2.malformed"],
    ["a header too short", FIELD.headerLength, [0, 0, 0, 96], "blosc2.malformed"],
    ["a negative size", FIELD.nbytes, [255, 255, 255, 255, 255, 255, 255, 255], "blosc2.malformed"],
    ["chunks beyond the frame", FIELD.cbytes, [0, 0, 0, 1, 0, 0, 0, 0], "blosc2.malformed"],
    ["a typesize of 0", FIELD.typesize, [0, 0, 0, 0], "blosc2.malformed"],
    ["a negative blocksize", FIELD.blocksize, [128, 0, 0, 0], "blosc2.malformed"],
    ["a negative chunksize", FIELD.chunksize, [128, 0, 0, 0], "blosc2.malformed"],
    ["a newer version", FIELD.generalFlags, [0x14], "blosc2.unsupported"],
    ["a sparse frame", FIELD.frameType, [1], "blosc2.unsupported"],
    ["no list of metalayers", FIELD.metalayers, [0x92], "blosc2.malformed"],
    ["more metalayers than there may be", FIELD.metalayers + 5, [0, 17], "blosc2.malformed"],
    ["metalayers that are not there", FIELD.metalayers + 5, [0, 9], "blosc2.malformed"],
  ])("refuses %s", async (_, position, bytes, code) => {
    expect(await errorCode(() => parse(changed("metadata.b2nd", position, bytes)))).toBe(code);
  });

  test("refuses what is cut off", async () => {
    const frame = fixture("metadata.b2nd");
    for (let length = 0; length < frame.length; length += 7) {
      expect(await errorCode(() => parse(frame.subarray(0, length)))).toBe("blosc2.malformed");
    }
  });
});
