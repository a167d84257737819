/**
 * `node compare.ts [--mutants N] [--seed S] [--python PATH] [--out DIRECTORY]`: gives the same mutants of chunks to
 * python-blosc2 and prints where one decodes and the other does not, by kind; with `--out` those mutants are kept. Python runs in a process of its own, which may die.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isCatervaError } from "@caterva2/ndarray";
import { createChunkCodec } from "../../src/chunk/chunk-codec.ts";
import type { ChunkCodec } from "../../src/chunk/types.ts";
import { readFixtureChunks } from "../fixture-chunks.ts";
import { Mutator } from "./mutate.ts";

/** Mutants whose content would be larger are left out: our bound is the caller's, theirs is none. */
const MAX_BYTES = 1 << 20;
const BATCH_SECONDS = 60;
const PYTHON = `
import base64, hashlib, sys
import blosc2
blosc2.set_nthreads(1)
for number, line in enumerate(sys.stdin):
    try:
        answer = hashlib.sha256(blosc2.decompress2(base64.b64decode(line))).hexdigest()
    except BaseException as error:
        answer = "refused"
    print(number, answer, flush=True)
`;

interface Outcome {
  /** Digest of the content, or why there is none. */
  readonly ours: string;
  readonly theirs: string;
  readonly seed: string;
  readonly bytes: Uint8Array;
}

const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
    python: { type: "string", default: process.env.INTEROP_PYTHON ?? "interop/.venv/bin/python" },
  },
});
const mutants = makeMutants(Number(values.seed), Number(values.mutants));
const theirs = askPython(mutants.map(({ bytes }) => bytes));
const codec = await createChunkCodec({ maxMemory: 64 << 20 });
const outcomes = mutants.map(({ bytes, seed }, index) => {
  return { ours: decodeHere(codec, bytes), theirs: theirs[index] ?? "no answer", seed, bytes };
});
report(outcomes);

function makeMutants(seed: number, count: number): { bytes: Uint8Array; seed: string }[] {
  const seeds = readFixtureChunks();
  const mutator = new Mutator(seed);
  const made: { bytes: Uint8Array; seed: string }[] = [];
  while (made.length < count) {
    const original = mutator.pick(seeds);
    const other = mutator.pick(seeds);
    if (original === undefined || other === undefined) break;
    const bytes = mutator.mutate(original.chunk, other.chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 8 || view.getUint32(4, true) > MAX_BYTES) continue;
    made.push({ bytes, seed: original.name });
  }
  return made;
}

/** Feeds Python until it has answered all; when it dies or hangs, that mutant is noted and the rest starts anew. */
function askPython(inputs: readonly Uint8Array[]): string[] {
  const answers: string[] = [];
  while (answers.length < inputs.length) {
    const rest = inputs.slice(answers.length);
    const input = rest.map((bytes) => Buffer.from(bytes).toString("base64")).join("\n");
    const options = { input, encoding: "utf8", timeout: BATCH_SECONDS * 1000, maxBuffer: 1 << 28 } as const;
    const done = spawnSync(values.python, ["-c", PYTHON], options);
    const lines = done.stdout.trim().split("\n").filter(Boolean);
    answers.push(...lines.map((line) => line.split(" ")[1] ?? "no answer"));
    if (answers.length >= inputs.length) break;
    if (done.error && done.signal === null) throw done.error;
    if (done.signal === null && lines.length === 0) throw new Error(`Python does not start: ${done.stderr}`);
    answers.push(done.signal === "SIGTERM" ? "hangs" : `dies of ${done.signal ?? done.status}`);
  }
  return answers;
}

function decodeHere(decoder: ChunkCodec, bytes: Uint8Array): string {
  try {
    return createHash("sha256").update(decoder.decodeChunk(bytes, MAX_BYTES)).digest("hex");
  } catch (error) {
    return isCatervaError(error) ? `${error.code} (${error.message.replace(/\d+/g, "N")})` : String(error);
  }
}

function kindOf({ ours, theirs }: Outcome): string {
  const [here, there] = [ours.length === 64, theirs.length === 64];
  if (here && there) return ours === theirs ? "both decode to the same" : "both decode, to different bytes";
  if (here) return `only we decode; python-blosc2 ${theirs}`;
  if (there) return `only python-blosc2 decodes; ours is ${ours}`;
  return theirs === "refused" ? "both refuse" : `we refuse; python-blosc2 ${theirs}`;
}

function report(all: readonly Outcome[]): void {
  const kinds = Map.groupBy(all, kindOf);
  for (const [kind, members] of [...kinds].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`${String(members.length).padStart(7)}  ${kind}`);
    if (kind === "both refuse" || kind === "both decode to the same") continue;
    if (values.out !== undefined) keep(values.out, kind, members);
    const seeds = Map.groupBy(members, ({ seed }) => seed.split("/").slice(1, 3).join("/"));
    const most = [...seeds].sort(([, a], [, b]) => b.length - a.length).slice(0, 5);
    console.log(`         ${most.map(([seed, { length }]) => `${seed} ${length}`).join(", ")}`);
  }
}

function keep(directory: string, kind: string, members: readonly Outcome[]): void {
  mkdirSync(directory, { recursive: true });
  for (const [index, { bytes, seed }] of members.entries()) {
    const name = `${kind.replace(/[^a-z]+/gi, "-").slice(0, 60)}-${index}-${seed.replaceAll("/", "_")}.bin`;
    writeFileSync(join(directory, name), bytes);
  }
}
