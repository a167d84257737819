import { describe, expect, it } from "vitest";
import { errorOfResponse, readBody, request } from "./http.ts";

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe("errors of a server", () => {
  it.each([
    [json(404, { detail: "No such root.", code: "root.unknown" }), "root.unknown", "No such root."],
    [json(404, { detail: "Not Found" }), "path.not_found", "Not Found"],
    [json(400, { detail: "x", code: "nobody.knows" }), "request.invalid", "x"],
    [json(400, { detail: "x", code: "toString" }), "request.invalid", "x"],
    [json(422, { detail: [{ msg: "a" }, { msg: "b" }, 7] }), "request.unprocessable", "a; b"],
    [json(401, {}), "root.forbidden", "The server answered 401."],
    [new Response("<h1>Bad gateway</h1>", { status: 502 }), "source.unreadable", "The server answered 502."],
    [new Response("x".repeat(100_000), { status: 418 }), "request.invalid", "The server answered 418."],
  ])("keep its code and its words %#", async (response, code, message) => {
    const error = await errorOfResponse(response);
    expect({ code: error.code, message: error.message }).toEqual({ code, message });
    expect(error.detail).toEqual({ status: response.status });
  });
});

describe("requests", () => {
  it("turn failures and aborts into errors of the catalogue", async () => {
    const failing = () => Promise.reject(new TypeError("fetch failed"));
    await expect(request(failing, "/x", {})).rejects.toMatchObject({ code: "source.unreadable" });
    await expect(request(failing, "/x", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "request.cancelled",
    });
  });

  it("read bodies up to a bound, declared or not", async () => {
    const pieces: number[] = [];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 5; i++) controller.enqueue(new Uint8Array(10).fill(i));
        controller.close();
      },
    });
    const bytes = await readBody(new Response(body), 50, (count) => pieces.push(count));
    expect([bytes.length, bytes[49]]).toEqual([50, 4]);
    expect(pieces).toEqual([10, 10, 10, 10, 10]);
    await expect(readBody(new Response("x".repeat(51)), 50)).rejects.toMatchObject({ code: "limit.exceeded" });
    const declared = new Response("x", { headers: { "content-length": "999" } });
    await expect(readBody(declared, 50)).rejects.toMatchObject({ code: "limit.exceeded" });
    expect(await readBody(new Response(null), 50)).toEqual(new Uint8Array(0));
  });

  it("stop in the middle of an endless body", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel() {
        cancelled = true;
      },
    });
    await expect(readBody(new Response(endless), 10_000)).rejects.toMatchObject({ code: "limit.exceeded" });
    expect(cancelled).toBe(true);
  });
});
