import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { form, get, post, type WritingApp, writingApp } from "./writing-app.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });

let under: WritingApp;
beforeEach(async () => {
  under = await writingApp();
  const data = new Uint8Array(Int32Array.of(1, 2, 3).buffer);
  const frame = encodeB2nd({ dtype: parseDType("int32"), shape: [3], data }, { codec });
  await post(under, "/api/upload/@public/dir/a.b2nd", form(frame));
});
afterEach(() => under.close());

const WISH = { name: "twice", expression: "a * 2", func: null, dtype: null, shape: null, compute: false };

const lazy = (url: string, wish: Record<string, unknown> = {}, user?: string) =>
  post(under, url, { payload: JSON.stringify({ ...WISH, operands: { a: "@public/dir/a.b2nd" }, ...wish }) }, user);

async function valuesOf(path: string): Promise<number[]> {
  const array = await openB2nd(memorySource((await get(under, `/api/fetch/${path}`)).rawPayload), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  return [...new Int32Array(data.slice().buffer)];
}

describe("lazy arrays", () => {
  it("are made in @personal, or at any path, and follow their operands", async () => {
    expect((await lazy("/api/lazyexpr/")).json()).toBe("@personal/twice.b2nd");
    expect((await lazy("/api/upload_lazyarr/@public/dir/b.b2nd", { name: null })).json()).toBe("@public/dir/b.b2nd");
    for (const path of ["@personal/twice.b2nd", "@public/dir/b.b2nd"]) expect(await valuesOf(path)).toEqual([2, 4, 6]);
  });

  it("mean the same after they were moved or copied, by themselves", async () => {
    const relocate = async (call: string, src: string, dst: string) =>
      (await post(under, `/api/${call}/`, { payload: JSON.stringify({ src, dst }) })).json();
    await lazy("/api/upload_lazyarr/@public/dir/b.b2nd", { name: null });
    expect(await relocate("move", "@public/dir/b.b2nd", "@personal/deep/er/c.b2nd")).toBe("@personal/deep/er/c.b2nd");
    expect(await valuesOf("@personal/deep/er/c.b2nd")).toEqual([2, 4, 6]);
    expect((await get(under, "/api/info/@public/dir/b.b2nd")).statusCode).toBe(404);
    expect(await relocate("copy", "@personal/deep/er/c.b2nd", "@shared/d.b2nd")).toBe("@shared/d.b2nd");
    expect(await relocate("move", "@shared/d.b2nd", "@shared/e.b2nd")).toBe("@shared/e.b2nd");
    for (const path of ["@shared/e.b2nd", "@personal/deep/er/c.b2nd"]) {
      expect(await valuesOf(path)).toEqual([2, 4, 6]);
      expect((await get(under, `/api/info/${path}`)).json()).toMatchObject({
        expression: "a * 2",
        operands: { a: "@public/dir/a.b2nd" },
      });
    }
    // What is no lazy array goes as it is, whatever it is called.
    await post(under, "/api/upload/@public/junk.b2nd", form("junk"));
    expect(await relocate("move", "@public/junk.b2nd", "@public/dir/junk.b2nd")).toBe("@public/dir/junk.b2nd");
    expect((await get(under, "/api/download/@public/dir/junk.b2nd")).body).toBe("junk");
  });

  it("have no bytes to seek in: a Range is refused before anything is computed", async () => {
    await lazy("/api/lazyexpr/");
    const url = "/api/fetch/@personal/twice.b2nd";
    const headers = { "x-test-user": "a", range: "bytes=0-31" };
    const answer = await under.app.inject({ url, headers });
    expect([answer.statusCode, answer.headers["accept-ranges"], answer.json().code]).toEqual([
      416,
      "none",
      "range.not_satisfiable",
    ]);
    expect((await under.app.inject({ url: `${url}?slice_=0`, headers })).statusCode).toBe(416);
    expect((await under.app.inject({ method: "POST", url, headers, payload: "{}" })).statusCode).toBe(200);
  });

  it.each(["", "..", ".", "../x", "/tmp/x", "dir/x", "a\\b", "a\0b", null])("have no name like %j", async (name) => {
    const answer = await lazy("/api/lazyexpr/", { name });
    expect([answer.statusCode, answer.json().code]).toEqual([400, "request.invalid"]);
    expect(await under.files()).toEqual(["public/dir/a.b2nd"]);
  });

  it.each([
    ["/api/lazyexpr/", { operands: { a: "@public/../../db.json" } }],
    ["/api/lazyexpr/", { operands: { a: "/etc/passwd" } }],
    ["/api/lazyexpr/", { operands: { a: "@public/none.b2nd" } }],
    ["/api/lazyexpr/", { operands: { a: "@personal/of-b.b2nd" } }],
    ["/api/lazyexpr/", { expression: "a.__class__" }],
    ["/api/lazyexpr/", { expression: "open('x')" }],
    ["/api/lazyexpr/", { expression: "a * 9**9999" }],
    ["/api/lazyexpr/", { expression: "(" }],
    ["/api/upload_lazyarr/@public%2f..%2fx.b2nd", {}],
    ["/api/upload_lazyarr/@public/x.txt", {}],
    ["/api/upload_lazyarr/@public/dir/a.b2nd/x.b2nd", {}],
  ])("%s %j is refused", async (url, wish) => {
    await post(under, "/api/upload/@personal/of-b.b2nd", form("b's own"), "b");
    const before = await under.files();
    const answer = await lazy(url, wish);
    expect([answer.statusCode, typeof answer.json().code]).toEqual([400, "string"]);
    expect(await under.files()).toEqual(before);
  });

  it("are nobody's to make who is not signed in", async () => {
    for (const url of ["/api/lazyexpr/", "/api/upload_lazyarr/@public/x.b2nd"]) {
      expect((await lazy(url, {}, "")).statusCode).toBe(401);
    }
  });
});
