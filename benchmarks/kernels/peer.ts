/**
 * A program that a kernel benchmark measures beside c-blosc2: one JSON line asks for a case, one answers with the
 * seconds of each call. Chunks are decoded and encoded with one thread.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type CodecName, createChunkCodec, type EncodeParams } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly bytes: number;
  readonly typesize: number;
  readonly blocksize: number;
  readonly codec: string;
  readonly clevel: number;
  readonly filters: readonly (readonly [string, number])[];
  readonly chunk: string;
  readonly raw: string;
}

interface Question {
  readonly case: Case;
  readonly threads: number;
  readonly seconds: number;
  readonly kernels: string;
}

const FILTER_IDS: Readonly<Record<string, number>> = {
  SHUFFLE: 1,
  BITSHUFFLE: 2,
  DELTA: 3,
  TRUNC_PREC: 4,
  BYTEDELTA: 35,
};

const codec = await createChunkCodec({ compressors: nodeCompressors });
let prepared: { readonly id: string; readonly call: () => Uint8Array; readonly sha256: string } | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  // The benchmark program's own protocol.
  const question = JSON.parse(line) as Question;
  console.log(JSON.stringify(answer(question)));
}

function answer(question: Question): object {
  const { kind, id } = question.case;
  if (kind !== "decode" && kind !== "encode") return { skip: "chunks only" };
  if (question.threads !== 1) return { skip: "one thread only" };
  if (prepared?.id !== id) {
    const call = kind === "decode" ? decoding(question) : encoding(question);
    prepared = { id, call, sha256: createHash("sha256").update(call()).digest("hex") };
  }
  const calls: number[] = [];
  const end = performance.now() + question.seconds * 1000;
  do {
    const start = performance.now();
    prepared.call();
    calls.push((performance.now() - start) / 1000);
  } while (performance.now() < end);
  return { calls, sha256: prepared.sha256 };
}

function decoding({ case: { chunk, bytes }, kernels }: Question): () => Uint8Array {
  const stored = new Uint8Array(readFileSync(join(kernels, chunk)));
  // c-blosc2 is given its target as well: new memory would cost more than to decode.
  const target = new Uint8Array(bytes);
  return () => codec.decodeChunk(stored, bytes, target);
}

function encoding({ case: asked, kernels }: Question): () => Uint8Array {
  const raw = new Uint8Array(readFileSync(join(kernels, asked.raw)));
  const { typesize } = asked;
  const name = asked.codec.split("-")[0];
  const params: EncodeParams = {
    // The names in the list of cases are those of the codecs.
    codec: name as CodecName,
    clevel: asked.clevel,
    typesize,
    blocksize: asked.blocksize,
    filters: asked.filters.map(([filter]) => FILTER_IDS[filter] ?? 0),
    filtersMeta: asked.filters.map(([filter, meta]) => (filter === "BYTEDELTA" ? typesize : meta)),
    splitMode: "auto",
  };
  return () => codec.encodeChunk(raw, params);
}
