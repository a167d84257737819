/** The thread that runs the cases of a kernel benchmark: see peer.ts for what asks it. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { type CodecName, createChunkCodec, type EncodeParams } from "@caterva2/blosc2";
import { nodeCompressors, nodeDecompressors } from "@caterva2/blosc2/node";
import { parseSliceText } from "@caterva2/ndarray";
import { openArray, type SharedSlice, takeTurns } from "./array-file.ts";

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
  /** Of the data: the array of a slice case. */
  readonly array: string;
  readonly slice: string;
}

interface Question {
  readonly case: Case;
  readonly threads: number;
  readonly seconds: number;
  readonly data: string;
  readonly kernels: string;
}

/** A case that is ready to run. */
interface Prepared {
  readonly key: string;
  readonly call: () => Uint8Array | Promise<Uint8Array>;
  readonly sha256: string;
}

const FILTER_IDS: Readonly<Record<string, number>> = {
  SHUFFLE: 1,
  BITSHUFFLE: 2,
  DELTA: 3,
  TRUNC_PREC: 4,
  BYTEDELTA: 35,
};

const port = parentPort;
if (port === null) throw new Error("This module runs as a worker thread only.");
const decompressors = workerData === true ? {} : nodeDecompressors;
const codec = await createChunkCodec({ compressors: nodeCompressors, decompressors });
let prepared: Prepared | undefined;
let helper: Worker | undefined;
let last: Promise<void> = Promise.resolve();

port.on("message", (question: Question) => {
  last = last.then(async () => port.postMessage(await answer(question)));
});

async function answer(question: Question): Promise<object> {
  const { kind, id } = question.case;
  if (kind !== "decode" && kind !== "encode" && kind !== "slice") return { skip: "chunks and slices only" };
  if (question.threads > (kind === "slice" ? 2 : 1)) return { skip: "threads share arrays, not single chunks" };
  const key = `${id} ${question.threads}`;
  if (prepared?.key !== key) {
    const call = await prepare(question);
    prepared = {
      key,
      call,
      sha256: createHash("sha256")
        .update(await call())
        .digest("hex"),
    };
  }
  const calls: number[] = [];
  const end = performance.now() + question.seconds * 1000;
  do {
    const start = performance.now();
    const result = prepared.call();
    if (result instanceof Promise) await result;
    calls.push((performance.now() - start) / 1000);
  } while (performance.now() < end);
  return { calls, sha256: prepared.sha256 };
}

async function prepare(question: Question): Promise<Prepared["call"]> {
  if (question.case.kind === "slice") return slicing(question);
  return question.case.kind === "decode" ? decoding(question) : encoding(question);
}

async function slicing({ case: { array: name, slice, bytes }, data, threads }: Question): Promise<Prepared["call"]> {
  const path = join(data, name);
  const array = await openArray(path, codec);
  const selection = parseSliceText(slice, array.shape);
  // Kept from call to call, as the server keeps it (decision 16). NumPy's new arrays are memory that malloc has just got back.
  if (threads === 1) {
    const result = new Uint8Array(bytes);
    return async () => {
      await array.readInto?.(selection, result);
      return result;
    };
  }
  const target = new SharedArrayBuffer(bytes);
  const result = new Uint8Array(target);
  const second = await helperFor(path);
  return async () => {
    const shared: SharedSlice = { selection, target, turns: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
    const helped = once(second, "message");
    second.postMessage(shared);
    await takeTurns(array, shared);
    await helped;
    return result;
  };
}

/** The second thread, with an array open. */
async function helperFor(path: string): Promise<Worker> {
  await helper?.terminate();
  helper = new Worker(new URL("./helping-thread.ts", import.meta.url), { workerData: path });
  await once(helper, "message");
  return helper;
}

function decoding({ case: { chunk, bytes }, kernels }: Question): () => Uint8Array {
  const stored = inCodecMemory(readFileSync(join(kernels, chunk)));
  // c-blosc2 is given its target as well: new memory would cost more than to decode.
  const target = new Uint8Array(bytes);
  return () => codec.decodeChunk(stored, bytes, target);
}

let lent: Uint8Array | undefined;

/** Stored bytes where reads of arrays put them: in the codec's memory. One chunk at a time. */
function inCodecMemory(bytes: Uint8Array): Uint8Array {
  if (lent !== undefined) codec.memory?.free(lent);
  lent = codec.memory?.allocate(bytes.length) ?? new Uint8Array(bytes.length);
  lent.set(bytes);
  return lent;
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
