import { CatervaError } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { Failure, type Reply, type Request, type WorkerPort } from "./port.ts";
import { isAbort, remotePort } from "./remote-port.ts";
import { servePort } from "./serve-port.ts";

/** Both ends joined by clones, as messages between threads are. */
function joined(port: Partial<WorkerPort>): WorkerPort {
  const unused = () => Promise.reject(new Error("not used"));
  const whole = { text: unused, read: unused, rows: unused, numbers: unused, ...port };
  let receive: (event: MessageEvent<Reply>) => void = () => {};
  const serve = servePort(whole, (message, move) => {
    const data = structuredClone(message, { transfer: move });
    queueMicrotask(() => receive(new MessageEvent("message", { data })));
  });
  return remotePort(() => ({
    postMessage: (message: Request) => queueMicrotask(() => serve(structuredClone(message))),
    addEventListener: (_, listener) => {
      receive = listener;
    },
  }));
}

it("answers by id, in any order", async () => {
  const port = joined({
    text: async (path) => {
      await new Promise((resolve) => setTimeout(resolve, path === "slow" ? 5 : 0));
      return `text of ${path}`;
    },
  });
  expect(await Promise.all([port.text("slow"), port.text("fast")])).toEqual(["text of slow", "text of fast"]);
});

it("moves buffers that belong to the answer, and copies others", async () => {
  const own = new Uint8Array([1, 2, 3]);
  const shared = new Uint8Array(new Uint8Array([9, 8, 7, 6]).buffer, 1, 2);
  const answers = [own, shared].map((data) => ({
    dtype: { kind: "uint", itemsize: 1, byteOrder: "none" } as const,
    shape: [1],
    data,
  }));
  const port = joined({ read: async () => answers.shift() ?? Promise.reject(new Error("no more")) });
  expect([...(await port.read("a", [])).data]).toEqual([1, 2, 3]);
  expect(own.byteLength).toBe(0);
  expect([...(await port.read("a", [])).data]).toEqual([8, 7]);
  expect(shared.byteLength).toBe(2);
});

it("keeps the code of an error", async () => {
  const port = joined({ text: () => Promise.reject(new CatervaError("path.not_found", "gone")) });
  const error = await port.text("a").catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: "path.not_found", message: "gone" });
});

it("forwards an abort and stops waiting at once", async () => {
  let seen: AbortSignal | undefined;
  const port = joined({
    text: (_, signal) => {
      seen = signal;
      return new Promise(() => {});
    },
  });
  const controller = new AbortController();
  const answer = port.text("a", controller.signal).catch((cause: unknown) => cause);
  await new Promise((resolve) => setTimeout(resolve, 0));
  controller.abort();
  expect(isAbort(await answer)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(seen?.aborted).toBe(true);
  expect(isAbort(await port.text("a", controller.signal).catch((cause: unknown) => cause))).toBe(true);
});
