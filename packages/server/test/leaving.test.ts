import { once } from "node:events";
import { connect } from "node:net";
import { CatervaError } from "@caterva2/ndarray";
import { createWriter } from "@caterva2/repository";
import { memoryStorage } from "@caterva2/storage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { memoryRepository } from "./memory-repository.ts";

const signals: (AbortSignal | undefined)[] = [];
let begun = Promise.withResolvers<void>();
let answered = true;

const storage = memoryStorage();
const repository = memoryRepository(storage);

/** Remembers the signal of each job and answers only when told to. */
const app = buildApp(
  {
    repository,
    writer: createWriter({ roots: { public: storage }, planner: repository.plans }),
    pool: {
      run: (_name, _args, _lane, client) => {
        const signal = client?.signal;
        signals.push(signal);
        begun.resolve();
        if (answered) return Promise.resolve(new Uint8Array() as never);
        return new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new CatervaError("request.cancelled", "Left.")));
        });
      },
      content: () => Promise.reject(new CatervaError("path.not_found", "None.")),
      waiting: () => 0,
      threads: () => ({ busy: 0, idle: 0 }),
      memory: () => ({}),
    },
  },
  { web: undefined },
);
let address = { port: 0, host: "127.0.0.1" };

beforeAll(async () => {
  address = { ...address, port: Number(new URL(await app.listen(address)).port) };
});
afterAll(() => app.close());

test("a client that leaves before its answer takes its job with it, and the server goes on", async () => {
  answered = false;
  const socket = connect(address);
  socket.write("GET /api/list/@public HTTP/1.1\r\nHost: x\r\n\r\n");
  await begun.promise;
  expect(signals.at(-1)?.aborted).toBe(false);
  const aborted = once(signals.at(-1) ?? new EventTarget(), "abort");
  socket.destroy();
  await aborted;
  answered = true;
  expect((await fetch(`http://127.0.0.1:${address.port}/api/list/@public`)).status).toBe(200);
});

test("one that stays until its answer does not", async () => {
  begun = Promise.withResolvers();
  answered = true;
  const socket = connect(address);
  socket.write("GET /api/list/@public HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  await once(socket.resume(), "close");
  expect(signals.at(-1)?.aborted).toBe(false);
});
