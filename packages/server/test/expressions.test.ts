import { join } from "node:path";
import { createChunkCodec, encodeB2nd, encodeMsgpack, type MsgpackValue, openB2nd } from "@caterva2/blosc2";
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

  it("mean the same after their directory was moved or copied, whether their operands go along or not", async () => {
    const relocate = async (call: string, src: string, dst: string) =>
      (await post(under, `/api/${call}/`, { payload: JSON.stringify({ src, dst }) })).json();
    const operandOf = async (path: string) => (await get(under, `/api/info/${path}`)).json().operands.a;
    const inside = { a: "@public/project/deep/a.b2nd" };
    await relocate("copy", "@public/dir/a.b2nd", "@public/project/deep/a.b2nd");
    await lazy("/api/upload_lazyarr/@public/project/near.b2nd", { operands: inside });
    await lazy("/api/upload_lazyarr/@public/project/lazy/up.b2nd", { operands: inside });
    await lazy("/api/upload_lazyarr/@public/project/lazy/out.b2nd");
    await lazy("/api/upload_lazyarr/@public/watching.b2nd", { operands: inside });
    await post(under, "/api/upload/@public/project/junk.b2nd", form("junk"));

    expect(await relocate("copy", "@public/project", "@shared/far/away")).toBe("@shared/far/away/project");
    expect(await relocate("move", "@public/project", "@personal/moved")).toBe("@personal/moved/project");
    for (const place of ["@shared/far/away/project", "@personal/moved/project"]) {
      expect(await operandOf(`${place}/near.b2nd`)).toBe(`${place}/deep/a.b2nd`);
      expect(await operandOf(`${place}/lazy/up.b2nd`)).toBe(`${place}/deep/a.b2nd`);
      expect(await operandOf(`${place}/lazy/out.b2nd`)).toBe("@public/dir/a.b2nd");
      for (const name of ["near", "lazy/up", "lazy/out"])
        expect(await valuesOf(`${place}/${name}.b2nd`)).toEqual([2, 4, 6]);
      expect((await get(under, `/api/download/${place}/junk.b2nd`)).body).toBe("junk");
    }
    // One that stays where it is still names what is gone from there.
    expect((await get(under, "/api/info/@public/watching.b2nd")).json()).toMatchObject({ missing_ops: inside });
    expect((await under.files()).filter((path) => path.includes("partial"))).toEqual([]);
  });

  it("that name their operands by absolute paths go along with their directory, too", async () => {
    await lazy("/api/upload_lazyarr/@public/dir/sub/b.b2nd");
    const payload = new Map<string, MsgpackValue>([
      ["expression", "a * 2"],
      ["operands", new Map([["a", join(under.stateDirectory, "public/dir/a.b2nd")]])],
      ["UDF", null],
    ]);
    const carrier = encodeB2nd(
      { dtype: parseDType("int32"), shape: [0], data: new Uint8Array(0) },
      { codec, meta: new Map([["LazyArray", encodeMsgpack(0)]]), vlmeta: new Map([["_LazyArray", payload]]) },
    );
    await post(under, "/api/upload/@public/dir/sub/old.b2nd", form(carrier));
    const move = { payload: JSON.stringify({ src: "@public/dir", dst: "@public/other/" }) };
    expect((await post(under, "/api/move/", move)).json()).toBe("@public/other/dir");
    for (const name of ["b", "old"]) {
      const { operands } = (await get(under, `/api/info/@public/other/dir/sub/${name}.b2nd`)).json();
      expect(operands).toEqual({ a: "@public/other/dir/a.b2nd" });
    }
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
