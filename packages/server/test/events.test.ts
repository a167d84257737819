import { afterAll, beforeAll, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const { app, storage } = testApp({ "dir/a": Uint8Array.of(1) });
let base = "";
beforeAll(async () => {
  base = await app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => app.close());

/** Opens a stream, and reads it as far as a text. */
async function listen(path: string) {
  const abort = new AbortController();
  const answer = await fetch(`${base}/api/events/${path}`, { signal: abort.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    answer,
    close: () => abort.abort(),
    async until(part: string): Promise<string> {
      while (!text.includes(part)) {
        const next = await reader?.read();
        if (next === undefined || next.done) throw new Error(`The stream ended at: ${text}`);
        text += next.value;
      }
      return text;
    },
  };
}

test("tells what changes below a path, whatever its name is", async () => {
  const stream = await listen("@public/dir");
  expect(stream.answer.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.answer.headers.get("cache-control")).toBe("no-store");
  await stream.until('event: open\ndata: {"complete":true}\n\n');
  storage.put("elsewhere", Uint8Array.of(1));
  storage.put("dir/b\n\ndata: forged", Uint8Array.of(1));
  const text = await stream.until("forged");
  expect(text).toContain('event: changed\ndata: {"path":"@public/dir/b\\n\\ndata: forged"}');
  expect(text).not.toContain("elsewhere");
  stream.close();
});

test("refuses what may not be read, and what is not there", async () => {
  expect((await fetch(`${base}/api/events/@shared`)).status).toBe(401);
  expect((await fetch(`${base}/api/events/@public/nothing`)).status).toBe(404);
  const head = await fetch(`${base}/api/events/@public/dir`, { method: "HEAD" });
  expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
});

test("one address has so many streams, and a closed one makes room", async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen("@public/dir")));
  expect(streams.every(({ answer }) => answer.status === 200)).toBe(true);
  expect((await fetch(`${base}/api/events/@public/dir`)).status).toBe(503);
  streams.pop()?.close();
  await expect
    .poll(async () => {
      const again = await listen("@public/dir");
      streams.push(again);
      return again.answer.status;
    })
    .toBe(200);
  for (const stream of streams) stream.close();
});
