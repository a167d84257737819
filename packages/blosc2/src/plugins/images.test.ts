import { type ByteSource, memorySource, wholeSelection } from "@caterva2/ndarray";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { fixture } from "../../test/frame-fixtures.ts";
import { pluginContent, pluginFixtures, pluginFrame } from "../../test/plugin-fixtures.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import { type ChunkCodec, type CodecPlugin, createChunkCodec, openB2nd } from "../index.ts";
import { htj2k } from "./htj2k-node.ts";
import { jpeg2000 } from "./jpeg2000-node.ts";
import { decodeWithParts } from "./late-part.ts";
import { openJphFile } from "./openjph-node.ts";

const images = Object.entries(pluginFixtures).filter(([name]) => /^(grok|openhtj2k|j2k|htj2k)-/.test(name));
/** Decoders of lossy images round in places of their own: what a sample may be off. */
const ROUNDING = 2;

async function readAll(source: ByteSource, codec: ChunkCodec): Promise<Uint8Array> {
  const array = await openB2nd(source, { codec });
  return (await array.read(wholeSelection(array.shape))).data;
}

describe("images that the plug-ins of python-blosc2 wrote", () => {
  let codec: ChunkCodec;
  beforeAll(async () => {
    codec = await createChunkCodec({ plugins: [jpeg2000(), htj2k()] });
  });

  it.each(images)("%s", async (name, { exact, dtype }) => {
    const data = await readAll(memorySource(pluginFrame(name)), codec);
    const expected = pluginContent(name);
    expect(data.length).toBe(expected.length);
    // What is lossy stays below 256 in all of them, so that bytes tell.
    if (exact || dtype === "<f4") expect(data).toEqual(expected);
    else expect(data.every((byte, index) => Math.abs(byte - (expected[index] ?? 0)) <= ROUNDING)).toBe(true);
  });

  it("a region of interest in high throughput is refused, as the decoder would step over it", async () => {
    const { schunk } = await openB2nd(memorySource(pluginFrame("grok-ht")), { codec });
    // Behind the chunk's header, its only offset and the size of its only stream.
    const stream = (await schunk.chunkBytes(0)).subarray(32 + 4 + 4);
    const tiles = stream.findIndex((byte, index) => byte === 0xff && stream[index + 1] === 0x90);
    const region = [0xff, 0x5e, 0, 5, 0, 0, 3];
    const raised = Uint8Array.from([...stream.subarray(0, tiles), ...region, ...stream.subarray(tiles)]);
    const decoder = await jpeg2000().load();
    const request = { codec: 37, meta: 0, typesize: 1, length: pluginContent("grok-ht").length };
    expect(await decodeWithParts(() => decoder.decode(stream, request))).toEqual(pluginContent("grok-ht"));
    expect(() => decoder.decode(raised, request)).toThrow(/region of interest/);
  });

  it("decodes only the blocks of a slice", async () => {
    const array = await openB2nd(memorySource(pluginFrame("grok-tiles")), { codec });
    const corner = array.shape.map(() => ({ kind: "range", start: 0, step: 1, count: 1 }) as const);
    await array.read(corner);
    expect(array.stats.blocksDecoded).toBe(1);
  });
});

describe("loading", () => {
  /** Counts the loads of a plug-in. */
  function counted(plugin: CodecPlugin): { plugin: CodecPlugin; loads: () => number } {
    let loads = 0;
    const load = () => {
      loads += 1;
      return plugin.load();
    };
    return { plugin: { ...plugin, load }, loads: () => loads };
  }

  it("happens once, when a chunk needs it", async () => {
    const { plugin, loads } = counted(jpeg2000());
    const codec = await createChunkCodec({ plugins: [plugin] });
    await readAll(memorySource(fixture("codec-zstd-shuffle.b2nd")), codec);
    const array = await openB2nd(memorySource(pluginFrame("grok-u1")), { codec });
    expect(loads()).toBe(0);
    const whole = wholeSelection(array.shape);
    await Promise.all([array.read(whole), array.read(whole), array.schunk.decodeChunk(0)]);
    await readAll(memorySource(pluginFrame("j2k-u1")), codec);
    expect(loads()).toBe(1);
  });

  it("fetches OpenJPH for the first high-throughput image, not for others, and once", async () => {
    let fetches = 0;
    const wasm = async () => {
      fetches += 1;
      return openJphFile();
    };
    const codec = await createChunkCodec({ plugins: [jpeg2000({ wasm })] });
    const read = (name: string) => readAll(memorySource(pluginFrame(name)), codec);
    expect(await read("grok-u1")).toEqual(pluginContent("grok-u1"));
    expect(fetches).toBe(0);
    const array = await openB2nd(memorySource(pluginFrame("grok-ht")), { codec });
    const whole = wholeSelection(array.shape);
    const [one, other, chunk] = await Promise.all([array.read(whole), array.read(whole), array.schunk.decodeChunk(0)]);
    expect(one.data).toEqual(pluginContent("grok-ht"));
    expect(other.data).toEqual(one.data);
    expect(chunk.length).toBeGreaterThan(0);
    expect(fetches).toBe(1);
  });

  it("tells who decodes a chunk without a frame what is missing", async () => {
    const codec = await createChunkCodec({ plugins: [jpeg2000()] });
    const array = await openB2nd(memorySource(pluginFrame("grok-ht")), { codec });
    const bytes = await array.schunk.chunkBytes(0);
    await codec.prepare(parseChunkHeader(bytes));
    expect(await errorCode(async () => codec.decodeChunk(bytes, 1 << 24))).toBe("blosc2.unsupported");
    await array.schunk.decodeChunk(0);
    expect(codec.decodeChunk(bytes, 1 << 24).length).toBeGreaterThan(0);
  });

  it("names the package that is missing where an image needs it, and tries again", async () => {
    let fails = true;
    const wasm = async () => {
      if (fails) throw new TypeError("no such package");
      return openJphFile();
    };
    const codec = await createChunkCodec({ plugins: [jpeg2000({ wasm }), htj2k({ wasm })] });
    const read = (name: string) => readAll(memorySource(pluginFrame(name)), codec);
    expect(await read("grok-u1")).toEqual(pluginContent("grok-u1"));
    for (const name of ["grok-ht", "htj2k-u1"]) await expect(read(name)).rejects.toThrow(/codec-openjph/);
    fails = false;
    expect(await read("htj2k-u1")).toEqual(pluginContent("htj2k-u1"));
    expect(await read("grok-ht")).toEqual(pluginContent("grok-ht"));
  });

  it("must come before decoding: without it the error says so", async () => {
    const codec = await createChunkCodec({ plugins: [jpeg2000()] });
    const array = await openB2nd(memorySource(pluginFrame("grok-u1")), { codec });
    const chunk = await array.schunk.chunkBytes(0);
    expect(() => codec.decodeChunk(chunk, 1 << 20)).toThrow(/await the codec's prepare/);
  });

  it("refuses two plug-ins for one codec", async () => {
    expect(await errorCode(() => createChunkCodec({ plugins: [htj2k(), htj2k()] }))).toBe("request.invalid");
  });
});

describe("codecs that are not decoded", () => {
  it.each([
    ["grok-u1", /grok \(id 37\) needs a plug-in.*@caterva2\/blosc2\/jpeg2000/],
    ["htj2k-u1", /htj2k \(id 40\) needs a plug-in.*@caterva2\/blosc2\/htj2k/],
  ])("%s is named", async (name, message) => {
    const codec = await createChunkCodec();
    const read = readAll(memorySource(pluginFrame(name)), codec);
    await expect(read).rejects.toMatchObject({ code: "blosc2.unsupported", message: expect.stringMatching(message) });
  });
});

it("OpenZL is named", async () => {
  const codec = await createChunkCodec();
  const { schunk } = await openB2nd(memorySource(pluginFrame("grok-u1")), { codec });
  const chunk = (await schunk.chunkBytes(0)).slice();
  chunk[0x16] = 38;
  expect(() => codec.decodeChunk(chunk, 1 << 20)).toThrow(/openzl \(id 38\) is not supported/);
});

it("reads files of Btune, which changes codec, filter and split from chunk to chunk", async () => {
  const codec = await createChunkCodec();
  expect(await readAll(memorySource(pluginFrame("btune")), codec)).toEqual(pluginContent("btune"));
});
