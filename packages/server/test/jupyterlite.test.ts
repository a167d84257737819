import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withBootstrap } from "../src/preview/pyodide-notebook.ts";
import { form, get, post, type WritingApp, writingApp } from "./writing-app.ts";

const CONTENTS = "/static/jupyterlite/api/contents";
const FILES = "/static/jupyterlite/files";

const NOTEBOOK = {
  cells: [{ cell_type: "markdown", id: "one", metadata: {}, source: "# Hi" }],
  metadata: { title: "Grüße" },
  nbformat: 4,
  nbformat_minor: 5,
};

let under: WritingApp;
beforeEach(async () => {
  under = await writingApp();
  await post(under, "/api/upload/@public/dir/n.ipynb", form(JSON.stringify(NOTEBOOK)));
  await post(under, "/api/upload/@public/dir/text.txt", form("a text"));
  await post(under, "/api/upload/@public/dir/sub/a%20b.h5", form("not HDF5"));
  await post(under, "/api/upload/@personal/own.txt", form("own"));
});
afterEach(() => under.close());

const listing = async (path: string, user?: string) => (await get(under, `${CONTENTS}${path}/all.json`, user)).json();
const entry = { mimetype: null, format: null, hash: null, hash_algorithm: null, content: null };

describe("contents for JupyterLite", () => {
  it("are the roots that whoever asks may see", async () => {
    const answer = await listing("");
    expect(answer).toMatchObject({
      name: "",
      path: "",
      type: "directory",
      format: "json",
      size: null,
      writable: false,
    });
    const roots = ["@public", "@shared", "@personal"].map((path) => ({
      ...entry,
      name: path,
      path,
      type: "directory",
    }));
    expect(answer.content).toMatchObject(roots);
    const anonymous = await under.app.inject(`${CONTENTS}/all.json`);
    expect(anonymous.json().content.map(({ path }: { path: string }) => path)).toEqual(["@public"]);
  });

  it("are the entries of a directory, notebooks writable for whoever has signed in", async () => {
    const { content, ...own } = await listing("/@public/dir");
    expect(own).toMatchObject({ name: "dir", path: "@public/dir", type: "directory", format: "json", mimetype: null });
    expect(content).toMatchObject([
      { ...entry, name: "sub", path: "@public/dir/sub", type: "directory", size: null, writable: false },
      { ...entry, name: "n.ipynb", path: "@public/dir/n.ipynb", type: "notebook", writable: true },
      { ...entry, name: "text.txt", path: "@public/dir/text.txt", type: "file", writable: false },
    ]);
    expect(content[2].size).toBeGreaterThan(0);
    for (const { last_modified } of [own, ...content]) expect(Date.parse(last_modified)).toBeGreaterThan(0);
    const anonymous = (await under.app.inject(`${CONTENTS}/@public/dir/all.json`)).json();
    expect(anonymous.content[1]).toMatchObject({ type: "notebook", writable: false });
    expect((await listing("/@public/dir/sub")).content).toMatchObject([
      { name: "a b.h5", path: "@public/dir/sub/a b.h5" },
    ]);
    expect((await listing("/%40personal")).content).toMatchObject([{ path: "@personal/own.txt" }]);
  });

  it.each([
    ["/@public/none/all.json", 404],
    ["/@public/dir", 404],
    ["/@none/all.json", 404],
    ["/@public/..%2Fall.json", 400],
    ["/@public/%2e%2e%2fall.json", 400],
  ])("of %s are refused with %i", async (path, status) => {
    expect((await get(under, CONTENTS + path)).statusCode).toBe(status);
    expect((await under.app.inject(`${CONTENTS}/@personal/all.json`)).statusCode).toBe(401);
  });
});

describe("files for JupyterLite", () => {
  it("come as they are, decompressed", async () => {
    const answer = await get(under, `${FILES}/@public/dir/text.txt`);
    expect([answer.statusCode, answer.body, answer.headers["content-type"]]).toEqual([
      200,
      "a text",
      "text/plain; charset=utf-8",
    ]);
    expect((await get(under, `${FILES}/@public/dir/sub/a%20b.h5`)).body).toBe("not HDF5");
    expect((await under.app.inject(`${FILES}/@personal/own.txt`)).statusCode).toBe(401);
    for (const path of ["@public/none", "@public/dir/none.ipynb"]) {
      expect((await get(under, `${FILES}/${path}`)).statusCode).toBe(404);
    }
  });

  it("a notebook gets two cells in front, and the stored one stays", async () => {
    const { cells, ...rest } = (await get(under, `${FILES}/@public/dir/n.ipynb`)).json();
    expect({ ...rest, cells: cells.slice(2) }).toEqual(NOTEBOOK);
    expect(cells.slice(0, 2)).toMatchObject(
      ["micropip", "__version__"].map((text) => ({
        cell_type: "code",
        metadata: { caterva2_pyodide_bootstrap: true },
        source: expect.stringContaining(text),
      })),
    );
    expect((await get(under, "/api/download/@public/dir/n.ipynb")).json()).toEqual(NOTEBOOK);
  });

  it("cells of an earlier time go, and older notebooks get no ids", () => {
    const once = withBootstrap(NOTEBOOK);
    expect(withBootstrap(once)).toEqual(once);
    const older = Object(withBootstrap({ ...NOTEBOOK, nbformat_minor: 4 }));
    expect(older.cells.slice(0, 2).every((cell: object) => !("id" in cell))).toBe(true);
  });

  it.each(["{", "[]", "7", JSON.stringify({ cells: [], nbformat: 3 })])("%s is no notebook", async (content) => {
    await post(under, "/api/upload/@public/bad.ipynb", form(content));
    const answer = await get(under, `${FILES}/@public/bad.ipynb`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "dataset.wrong_kind"]);
  });
});
