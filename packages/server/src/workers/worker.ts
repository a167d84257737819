/** The program of a worker thread: a repository of its own, which it asks what the HTTP thread sends. */
import { parentPort, workerData } from "node:worker_threads";
import { createChunkCodec } from "@caterva2/blosc2";
import { htj2k } from "@caterva2/blosc2/htj2k";
import { jpeg2000 } from "@caterva2/blosc2/jpeg2000";
import { nodeCompressors, nodeDecompressors } from "@caterva2/blosc2/node";
import { nodeDecompressors as hdf5Decompressors } from "@caterva2/hdf5/node";
import { CatervaError } from "@caterva2/ndarray";
import type { Caller } from "@caterva2/repository";
import { holdTo, tellUsage } from "../memory/thread.ts";
import { openRepository } from "../open-repository.ts";
import { Cancellation, stoppable } from "./cancellation.ts";
import { PoolCrew } from "./crew.ts";
import { type FromWorker, runJob, type ToWorker, type WorkerSettings } from "./jobs.ts";
import { toPlainError } from "./plain-error.ts";
import { yieldToOthers } from "./priority.ts";
import { SharedBlocks } from "./shared-blocks.ts";

const port = parentPort;
if (port === null) throw new CatervaError("usage.invalid", "This module runs as a worker thread only.");

// The pool starts this program and nobody else does.
const { stateDirectory, cancelSlots, blocks, thread, memory, usage, background } = workerData as WorkerSettings;
if (background) yieldToOthers();
const cancellation = new Cancellation(cancelSlots);
const crew = new PoolCrew((message) => port.postMessage(message));
const held = holdTo(memory);
const codec = stoppable(
  await createChunkCodec({
    ...held.codec,
    compressors: nodeCompressors,
    decompressors: nodeDecompressors,
    plugins: [jpeg2000(), htj2k()],
  }),
  cancellation,
);
const shared = new SharedBlocks(blocks, thread);
const repository = openRepository(stateDirectory, codec, {
  crew,
  memory: held.repository,
  blocks: (version) => shared.of(version),
  checkpoint: (items = 0) => {
    cancellation.check();
    if (items > 0) cancellation.count(items);
  },
  decompressors: hdf5Decompressors,
});
const streams = new Map<number, AsyncIterator<Uint8Array>>();

function post(message: FromWorker, bytes: Uint8Array | undefined): void {
  port?.postMessage(message, bytes === undefined ? [] : transferList(bytes));
}

/** Moves an array that is all of its buffer; a view of a larger one is copied by the crossing. */
function transferList(bytes: Uint8Array): ArrayBuffer[] {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength && buffer.byteLength > 0
    ? [buffer]
    : [];
}

/** The bytes of an answer that are worth moving. */
function bytesOf(answer: unknown): Uint8Array | undefined {
  if (answer instanceof Uint8Array) return answer;
  const { frame, bytes } = Object(answer);
  return [frame, bytes].find((part) => part instanceof Uint8Array);
}

async function open(id: number, caller: Caller, path: string, lent: boolean): Promise<void> {
  const content = await repository.content(caller, path, lent);
  streams.set(id, content.pieces[Symbol.asyncIterator]());
  post({ kind: "answer", id, answer: content.size }, undefined);
}

async function pull(id: number): Promise<void> {
  const next = await streams.get(id)?.next();
  if (next === undefined || next.done) {
    streams.delete(id);
    post({ kind: "piece", id, piece: undefined }, undefined);
    return;
  }
  post({ kind: "piece", id, piece: next.value }, next.value);
}

async function close(id: number): Promise<void> {
  const iterator = streams.get(id);
  streams.delete(id);
  await iterator?.return?.();
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "job": {
      const answer = await cancellation.run(message.slot, () => runJob(repository, message.job));
      tellUsage(usage, codec, repository);
      return post({ kind: "answer", id: message.id, answer }, bytesOf(answer));
    }
    case "open":
      return open(message.id, message.caller, message.path, message.lent);
    case "pull":
      return pull(message.id);
    case "close":
      return close(message.id);
    case "helped":
      return crew.helped(message.id, message.complete);
    case "joined":
      return crew.joined(message.id, message.work);
  }
}

port.on("message", (message: ToWorker) => {
  handle(message).catch((error: unknown) => {
    streams.delete(message.id);
    post({ kind: "error", id: message.id, error: toPlainError(error) }, undefined);
  });
});
post({ kind: "ready" }, undefined);
