import { expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";

const answering = (body: unknown, status = 200) => {
  const asked: string[] = [];
  const catalogue = createCatalogue(async (url) => {
    asked.push(url);
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  });
  return { asked, catalogue };
};

it("reads roots, folders and facts", async () => {
  const roots = answering({ "@public": { name: "@public" } });
  expect(await roots.catalogue.roots()).toEqual(["@public"]);
  const folder = answering({
    entries: [
      { name: "a b", kind: "directory", size: null, mtime: "t" },
      { name: "c", kind: "new", size: 3 },
    ],
  });
  expect(await folder.catalogue.folder("@public/ä b")).toEqual([
    { name: "a b", kind: "directory", size: null, mtime: "t" },
    { name: "c", kind: "file", size: 3, mtime: "" },
  ]);
  expect(folder.asked).toEqual(["/api/folder/@public/%C3%A4%20b"]);
  const list = answering(["a.b2nd", "b/c.b2nd"]);
  expect(await list.catalogue.paths("@public")).toEqual(["@public/a.b2nd", "@public/b/c.b2nd"]);
  expect(list.asked).toEqual(["/api/list/@public"]);
  await expect(answering({}).catalogue.paths("@public")).rejects.toMatchObject({ code: "request.invalid" });
  const facts = answering({
    shape: [2, 3],
    dtype: "float64",
    chunks: [2, 3],
    blocks: [1, 3],
    schunk: { cbytes: 12 },
    mtime: null,
  });
  expect(await facts.catalogue.facts("@public/x.b2nd")).toMatchObject({
    kind: "array",
    shape: [2, 3],
    storage: { nbytes: 48, ratio: 4 },
  });
});

it("describes texts inside containers by what their listing says, and asks for it where it has to", async () => {
  const asked: string[] = [];
  const catalogue = createCatalogue(async (url) => {
    asked.push(url);
    const entries = [{ name: "title", kind: "file", size: null, mtime: "t", text: "A run" }];
    return url.startsWith("/api/folder") ? Response.json({ entries }) : Response.json({}, { status: 404 });
  });
  const facts = { kind: "text", path: "@public/a.h5/title", mtime: "t", text: "A run" };
  expect(await catalogue.facts("@public/a.h5/title")).toMatchObject(facts);
  expect(asked).toEqual(["/api/info/@public/a.h5/title", "/api/folder/@public/a.h5"]);
  expect(await catalogue.facts("@public/a.h5/title")).toMatchObject(facts);
  expect(asked).toHaveLength(2);
  await expect(catalogue.facts("@public/a.h5/other")).rejects.toMatchObject({ code: "path.not_found" });
  await expect(catalogue.facts("@public/title")).rejects.toMatchObject({ code: "path.not_found" });
  expect(asked.at(-1)).toBe("/api/info/@public/title");
});

it("says why a member of a container is not served, where its listing does", async () => {
  const entries = [{ name: "refs", kind: "file", size: null, mtime: "t", problem: "it holds references" }];
  const catalogue = createCatalogue(async (url) =>
    url.startsWith("/api/folder") ? Response.json({ entries }) : Response.json({}, { status: 404 }),
  );
  expect(await catalogue.facts("@public/a.h5/refs")).toMatchObject({
    kind: "opaque",
    reason: "it holds references",
  });
});

it.each([
  [{ code: "root.unknown", detail: "no" }, 404, "root.unknown"],
  [{ detail: "gone" }, 404, "path.not_found"],
  ["<html>", 502, "source.unreadable"],
  ["<html>", 200, "request.invalid"],
  [{ shape: [1], dtype: "nonsense" }, 200, "dtype.invalid"],
])("tells errors by code: %j with %d", async (body, status, code) => {
  await expect(answering(body, status).catalogue.facts("@public/x")).rejects.toMatchObject({ name: "Failure", code });
});

it("tells a lost server from a cancelled request", async () => {
  const lost = createCatalogue(() => Promise.reject(new TypeError("failed")));
  await expect(lost.roots()).rejects.toMatchObject({ code: "source.unreadable" });
  const abort = new AbortController();
  abort.abort();
  await expect(lost.roots(abort.signal)).rejects.toBeInstanceOf(TypeError);
});
