/** A worker for tests: the path of a job says what it does. `hold` answers when a `release` comes. */
import { BroadcastChannel, parentPort, workerData } from "node:worker_threads";
import type { SharedRead, SharedWork } from "@caterva2/repository";
import { Cancellation } from "../src/workers/cancellation.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "../src/workers/jobs.ts";
import { toPlainError } from "../src/workers/plain-error.ts";

const channel = new BroadcastChannel("pool-test");
const { cancelSlots } = workerData as WorkerSettings;
const held: number[] = [];
const pieces = new Map<number, number>();

const post = (message: FromWorker) => parentPort?.postMessage(message);
const answer = (id: number, value: unknown) => post({ kind: "answer", id, answer: value });
const say = (text: string) => channel.postMessage(text);

channel.onmessage = (event) => {
  if (Reflect.get(Object(event), "data") === "release") for (const id of held.splice(0)) answer(id, ["released"]);
};

const calls: number[] = [];

const READ: SharedRead = {
  kind: "read",
  caller: { kind: "anonymous" },
  path: "",
  etag: "",
  selection: [],
  part: { offset: 0, length: 1 },
  target: new Uint8Array(new SharedArrayBuffer(1)),
  turns: new SharedArrayBuffer(4),
};

/** Keeps the thread busy, so that it sees no message, until its job is cancelled. */
async function compute(id: number, slot: number | undefined): Promise<void> {
  const cancellation = new Cancellation(cancelSlots);
  try {
    await cancellation.run(slot, async () => {
      say("computing");
      for (;;) cancellation.check();
    });
  } catch (error) {
    post({ kind: "error", id, error: toPlainError(error) });
  }
}

function runPath(id: number, path: string): void {
  switch (path) {
    case "hold":
      held.push(id);
      say("holding");
      break;
    case "call for help":
      calls.push(id);
      post({ kind: "help", id, work: READ });
      break;
    case "crash":
      process.exit(3);
      break;
    case "refuse":
      post({
        kind: "error",
        id,
        error: { code: "path.not_found", message: "No.", detail: { at: 1 }, stack: undefined },
      });
      break;
    default:
      answer(id, [path]);
  }
}

/** Helps, unless the test has told helpers to fail. */
function assist(id: number, work: SharedWork): void {
  if (work.kind === "read") work.target[0] = 1;
  say("assisting");
  if (process.env.POOL_TEST_HELPERS_DIE !== undefined) process.exit(5);
  answer(id, undefined);
}

parentPort?.on("message", (message: ToWorker) => {
  if (message.kind === "helped" && calls.includes(message.id))
    answer(message.id, [String(message.complete), String(READ.target[0])]);
  if (message.kind === "job" && message.job.name === "assist") return assist(message.id, message.job.args[0]);
  if (message.kind === "job") {
    const path = String(message.job.args[1]);
    if (path === "compute until cancelled") void compute(message.id, message.slot);
    else runPath(message.id, path);
  }
  if (message.kind === "open") {
    pieces.set(message.id, 3);
    answer(message.id, 3);
  }
  if (message.kind === "pull") {
    const left = pieces.get(message.id) ?? 0;
    pieces.set(message.id, left - 1);
    post({ kind: "piece", id: message.id, piece: left > 0 ? Uint8Array.of(left) : undefined });
  }
  if (message.kind === "close") {
    pieces.delete(message.id);
    say("closed");
  }
});
if (process.env.POOL_TEST_FAILS !== undefined) process.exit(4);
post({ kind: "ready" });
