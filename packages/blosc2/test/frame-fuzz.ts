import { CatervaError, isWholeSelection, memorySource, wholeSelection } from "@caterva2/ndarray";
import { decodeMsgpack, openFrameObject } from "../src/index.ts";
import { codec } from "./codec.ts";
import { arrayFixtures, fixture, schunkFixtures } from "./frame-fixtures.ts";

/** Bounds of every attempt: small, so that a mutant that asks for more is refused. */
const LIMITS = { chunkBytes: 1 << 20, indexBytes: 1 << 16, answerBytes: 1 << 20 };

/** Small frames of every kind; mutants of large ones only repeat the same paths. */
const SEEDS = [...arrayFixtures, ...schunkFixtures]
  .map(([name]) => ({ name, bytes: fixture(name) }))
  .filter(({ bytes }) => bytes.length < 4000);

const EXPECTED = new Set([
  "blosc2.malformed",
  "blosc2.corrupt",
  "blosc2.unsupported",
  "limit.exceeded",
  "dtype.invalid",
]);

export interface FuzzReport {
  readonly attempts: number;
  readonly opened: number;
  readonly read: number;
  /** What no input may cause: the seed's name, the number of the attempt, the error. */
  readonly finds: { readonly name: string; readonly attempt: number; readonly error: unknown }[];
}

/**
 * Opens mutants of real frames and reads all they offer. Everything follows from `seed`; a find is repeated
 * with {@link mutant}.
 */
export async function fuzzFrames(options: {
  seed: number;
  attempts: number;
  milliseconds: number;
}): Promise<FuzzReport> {
  const finds: FuzzReport["finds"] = [];
  const end = Date.now() + options.milliseconds;
  let attempt = 0;
  let opened = 0;
  let read = 0;
  for (; attempt < options.attempts && Date.now() < end; attempt += 1) {
    const { name, bytes } = mutant(options.seed, attempt);
    const outcome = await outcomeOf(bytes);
    opened += Number(outcome.opened);
    read += Number(outcome.opened && outcome.error === undefined);
    const { error } = outcome;
    if (error === undefined || (error instanceof CatervaError && EXPECTED.has(error.code))) continue;
    finds.push({ name, attempt, error });
  }
  return { attempts: attempt, opened, read, finds };
}

/** The mutant of one attempt. */
export function mutant(seed: number, attempt: number): { name: string; bytes: Uint8Array } {
  const next = random(Math.imul(seed, 0x9e3779b1) ^ attempt);
  const original = SEEDS[next() % SEEDS.length];
  if (original === undefined) throw new Error("There are no frames to start from.");
  let bytes = original.bytes.slice();
  for (let count = 1 + (next() % 4); count > 0; count -= 1) bytes = mutate(bytes, next);
  return { name: original.name, bytes };
}

const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x20, 0x10];

function mutate(bytes: Uint8Array<ArrayBuffer>, next: () => number): Uint8Array<ArrayBuffer> {
  if (bytes.length < 16) return bytes;
  // Most of the structure stands at both ends.
  const area = next() % 4;
  const near = Math.min(bytes.length, 240);
  const position = area === 0 ? next() % bytes.length : area === 3 ? bytes.length - 1 - (next() % near) : next() % near;
  switch (next() % 6) {
    case 0:
      bytes[position] = next() & 0xff;
      return bytes;
    case 1:
      bytes[position] = (bytes[position] ?? 0) ^ (1 << (next() % 8));
      return bytes;
    case 2:
      for (let index = position; index < Math.min(bytes.length, position + 4); index += 1) {
        bytes[index] = EDGES[next() % EDGES.length] ?? 0;
      }
      return bytes;
    case 3:
      bytes[position] = EDGES[next() % EDGES.length] ?? 0;
      return bytes;
    case 4:
      return bytes.slice(0, Math.max(16, position));
    default: {
      const length = Math.min(8, bytes.length - position);
      bytes.copyWithin(position, next() % (bytes.length - length), (next() % (bytes.length - length)) + length);
      return bytes;
    }
  }
}

async function outcomeOf(bytes: Uint8Array): Promise<{ opened: boolean; error?: unknown }> {
  let opened = false;
  try {
    const object = await openFrameObject(memorySource(bytes), { codec, limits: LIMITS });
    opened = true;
    const schunk = object.kind === "array" ? object.array.schunk : object.schunk;
    const problems: unknown[] = [];
    const attempt = async (run: () => Promise<unknown>) => run().catch((error: unknown) => problems.push(error));
    await attempt(() => schunk.vlmeta());
    for (const content of schunk.metalayers.values()) await attempt(async () => decodeMsgpack(content));
    for (let nchunk = 0; nchunk < Math.min(4, schunk.nchunks); nchunk += 1) {
      await attempt(() => schunk.chunkBytes(nchunk));
      await attempt(() => schunk.decodeChunk(nchunk));
    }
    await attempt(() => schunk.readBytes(0, Math.min(schunk.nbytes, LIMITS.answerBytes)));
    if (object.kind === "array") {
      const { array } = object;
      const whole = wholeSelection(array.shape);
      await attempt(async () => {
        const answer = await array.read(whole);
        if (!isWholeSelection(whole, answer.shape)) throw new Error("the answer has another shape");
      });
      await attempt(() =>
        array.read(array.shape.map((extent) => ({ kind: "range", start: 0, step: 1, count: Math.min(2, extent) }))),
      );
    }
    const unexpected = problems.find((error) => !(error instanceof CatervaError && EXPECTED.has(error.code)));
    return { opened, error: unexpected ?? problems[0] };
  } catch (error) {
    return { opened, error };
  }
}

/** xorshift32, from any seed. */
function random(seed: number): () => number {
  let state = seed === 0 ? 0x1234_5678 : seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
