import { isCatervaError, isWholeSelection, memorySource, wholeSelection } from "@caterva2/ndarray";
import { parseB2ndMeta } from "../../src/b2nd/meta.ts";
import { createChunkCodec } from "../../src/chunk/chunk-codec.ts";
import type { ChunkCodec } from "../../src/chunk/types.ts";
import { decodeMsgpack, encodeMsgpack, openFrameObject, openSChunk, type SChunk } from "../../src/index.ts";
import { arrayFixtures, fixture, schunkFixtures } from "../frame-fixtures.ts";
import type { FuzzTarget } from "./targets.ts";

/** What a mutant may ask for. */
const LIMITS = { chunkBytes: 1 << 20, indexBytes: 1 << 16, answerBytes: 1 << 20 };
const MAX_MEMORY = 16 << 20;
/** Mutants of large frames only repeat the paths of small ones. */
const LARGEST_SEED = 4000;

/** Frames opened and read in every way, and the layers within them. */
export async function frameTargets(): Promise<readonly FuzzTarget[]> {
  const codec = await createChunkCodec({ maxMemory: MAX_MEMORY });
  const seeds = [...arrayFixtures, ...schunkFixtures]
    .map(([name]) => fixture(name))
    .filter((bytes) => bytes.length < LARGEST_SEED);
  const metas: Uint8Array[] = [];
  for (const bytes of seeds) {
    const { metalayers } = await openSChunk(memorySource(bytes), { codec });
    metas.push(...[...metalayers].filter(([name]) => name === "b2nd").map(([, content]) => content));
  }
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return [
    { name: "frame", seeds, decode: (input) => readAll(codec, input) },
    { name: "msgpack", seeds: metas, decode: (input) => encodeMsgpack(decodeMsgpack(input)) },
    { name: "b2nd layer", seeds: metas, decode: (input) => text(parseB2ndMeta(input)) },
  ];
}

/** Everything that a frame offers, refusals as their codes. */
async function readAll(codec: ChunkCodec, input: Uint8Array): Promise<Uint8Array> {
  const object = await openFrameObject(memorySource(input), { codec, limits: LIMITS });
  const schunk = object.kind === "array" ? object.array.schunk : object.schunk;
  const parts = await readChunks(schunk);
  if (object.kind === "array") {
    const { array } = object;
    const whole = wholeSelection(array.shape);
    parts.push(
      await settle(async () => {
        const answer = await array.read(whole);
        if (!isWholeSelection(whole, answer.shape)) throw new Error("the answer has another shape");
        return answer.data;
      }),
    );
    const corner = array.shape.map(
      (extent) => ({ kind: "range", start: 0, step: 1, count: Math.min(2, extent) }) as const,
    );
    parts.push(await settle(async () => (await array.read(corner)).data));
  }
  return Buffer.concat(parts);
}

async function readChunks(schunk: SChunk): Promise<Uint8Array[]> {
  const parts = [await settle(async () => Buffer.from([...(await schunk.vlmeta()).keys()].join()))];
  for (let nchunk = 0; nchunk < Math.min(4, schunk.nchunks); nchunk += 1) {
    parts.push(await settle(() => schunk.chunkBytes(nchunk)));
    parts.push(await settle(() => schunk.decodeChunk(nchunk)));
  }
  parts.push(await settle(() => schunk.readBytes(0, Math.min(schunk.nbytes, LIMITS.answerBytes))));
  return parts;
}

async function settle(run: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await run();
  } catch (error) {
    if (!isCatervaError(error) || error.code === "internal.unexpected") throw error;
    return Buffer.from(error.code);
  }
}
