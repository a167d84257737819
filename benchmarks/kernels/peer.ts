/**
 * A program that a kernel benchmark measures beside c-blosc2: one JSON line asks for a case, one answers with the
 * seconds of each call. The cases run on a worker thread with what the server's have, or with --page what a page has.
 */
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

const worker = new Worker(new URL("./measure.ts", import.meta.url), { workerData: process.argv.includes("--page") });
worker.on("message", (answer: unknown) => console.log(JSON.stringify(answer)));
for await (const line of createInterface({ input: process.stdin })) worker.postMessage(JSON.parse(line));
await worker.terminate();
