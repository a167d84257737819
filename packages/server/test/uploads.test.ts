import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { form, get, idOf, post, type WritingApp, writingApp } from "./writing-app.ts";

let under: WritingApp;
beforeEach(async () => {
  under = await writingApp();
});
afterEach(() => under.close());

describe("upload", () => {
  it("stores a file and answers where it is", async () => {
    const answer = await post(under, "/api/upload/@public/dir/a%20b.txt", form("hello"));
    expect([answer.statusCode, answer.headers["content-type"], answer.json()]).toEqual([
      200,
      "application/json; charset=utf-8",
      "@public/dir/a b.txt",
    ]);
    expect((await get(under, "/api/download/@public/dir/a%20b.txt")).body).toBe("hello");
    expect(await under.files()).toEqual(["public/dir/a b.txt.b2"]);
  });

  it("keeps users' own roots apart", async () => {
    await post(under, "/api/upload/@personal/x.txt", form("of a"), "a");
    await post(under, "/api/upload/@personal/x.txt", form("of b"), "b");
    for (const user of ["a", "b", "a"]) {
      expect((await get(under, "/api/download/@personal/x.txt", user)).body).toBe(`of ${user}`);
      expect((await get(under, "/api/list/@personal", user)).json()).toEqual(["x.txt"]);
      expect((await get(under, "/api/info/@personal/x.txt", user)).json()).toMatchObject({ nbytes: 4 });
    }
    expect((await get(under, "/api/list/@personal", "c")).json()).toEqual([]);
    expect(await under.files()).toEqual([`personal/${idOf("a")}/x.txt.b2`, `personal/${idOf("b")}/x.txt.b2`]);
  });

  it("answers info and whole frames by the file, not the path, of two users", async () => {
    const frames = { a: Buffer.alloc(100, 1), b: Buffer.alloc(200, 2) };
    for (const [user, content] of Object.entries(frames)) {
      await post(under, "/api/upload/@personal/x.h5", form(content), user);
    }
    for (const user of ["a", "b", "a", "b"]) {
      const size = user === "a" ? 100 : 200;
      expect((await get(under, "/api/info/@personal/x.h5", user)).json()).toMatchObject({ size });
    }
  });

  it.each([
    "../../../evil.txt",
    "/etc/evil.txt",
    "..\\\\..\\\\evil.txt",
    "C:\\\\evil.txt",
    "a/../evil.txt",
    "./evil.txt",
    "%2e%2e/evil.txt",
  ])("into a directory: of the name %s only the last part counts", async (name) => {
    await mkdir(join(under.stateDirectory, "public", "dir"));
    const answer = await post(under, "/api/upload/@public/dir", form("x", name));
    expect([answer.statusCode, answer.json()]).toEqual([200, "@public/dir/evil.txt"]);
    expect(await under.files()).toEqual(["public/dir/evil.txt.b2"]);
  });

  it.each(["..", ".", "", "dir/", "x.b2lock"])("into a directory: the name %j is none", async (name) => {
    const answer = await post(under, "/api/upload/@public", form("x", name));
    expect(answer.statusCode).toBe(400);
    expect(await under.files()).toEqual([]);
  });

  it.each([
    ["a body that is no form", { headers: { "content-type": "application/json" }, payload: "{}" }, 422],
    ["no body", {}, 422],
    ["no file", form("x", "f", "other"), 422],
    ["no boundary", { headers: { "content-type": "multipart/form-data" }, payload: "x" }, 400],
    ["a form cut off", { ...form("x"), payload: form("x".repeat(1000)).payload.subarray(0, 500) }, 400],
  ])("%s is refused", async (_what, body, status) => {
    const answer = await post(under, "/api/upload/@public/a.txt", body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().detail).toBeDefined();
    expect(await under.files()).toEqual([]);
  });

  it("refuses strangers, other roots, and paths that leave their root", async () => {
    expect((await post(under, "/api/upload/@public/a.txt", form("x"), "")).statusCode).toBe(401);
    expect((await post(under, "/api/upload/@nope/a.txt", form("x"))).statusCode).toBe(404);
    for (const path of ["@public/a%2f..%2fb", "@public%2f..%2fa.txt", "@personal/..%2fx", "@public/a%00b"]) {
      expect((await post(under, `/api/upload/${path}`, form("x"))).statusCode).toBe(400);
    }
    expect(await under.files()).toEqual([]);
  });

  it("does not follow links out of the root, and replaces a link, not what it leads to", async () => {
    const outside = join(under.stateDirectory, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "secret.h5"), "secret");
    const root = join(under.stateDirectory, "public");
    await symlink(outside, join(root, "out"));
    await symlink(join(outside, "secret.h5"), join(root, "link.h5"));
    expect((await post(under, "/api/upload/@public/out/a.h5", form("x"))).statusCode).toBe(400);
    expect((await post(under, "/api/upload/@public/link.h5", form("new"))).statusCode).toBe(200);
    expect((await post(under, "/api/copy/", json("@public/out", "@public/in"))).statusCode).toBe(404);
    expect((await post(under, "/api/remove/@public/out")).statusCode).toBe(404);
    // The listing of the test follows the link.
    expect(await under.files()).toEqual(["outside/secret.h5", "public/link.h5", "public/out/secret.h5"]);
    expect(await readFile(join(outside, "secret.h5"), "utf8")).toBe("secret");
    expect((await get(under, "/api/download/@public/link.h5")).body).toBe("new");
  });

  it("leaves nothing when the client goes away in the middle", async () => {
    const address = await under.app.listen({ host: "127.0.0.1", port: 0 });
    const { headers, payload } = form(Buffer.alloc(1_000_000, 7));
    const head = `POST /api/upload/@public/a.h5 HTTP/1.1\r\nHost: x\r\nx-test-user: a\r\nContent-Type: ${headers["content-type"]}\r\nContent-Length: ${payload.length}\r\n\r\n`;
    await new Promise((resolve) => {
      const socket = connect(Number(new URL(address).port), "127.0.0.1", () => {
        socket.write(head);
        socket.write(payload.subarray(0, 600_000), () => setTimeout(() => socket.destroy(), 50));
      });
      socket.on("close", resolve);
    });
    for (let attempt = 0; attempt < 100 && (await under.files()).length > 0; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await under.files()).toEqual([]);
  });
});

const json = (src: unknown, dst: unknown) => ({
  headers: { "content-type": "application/json" },
  payload: JSON.stringify({ src, dst }),
});

describe("move, copy, remove, makedir, addnotebook", () => {
  beforeEach(async () => {
    await post(under, "/api/upload/@public/a.txt", form("content"));
  });

  it("work, and answer paths", async () => {
    const calls = [
      await post(under, "/api/copy/", json("@public/a.txt", "@shared/dir/")),
      await post(under, "/api/move/", json("@shared/dir/a.txt", "@personal/b.txt")),
      await post(under, "/api/makedir/@public/new/deep"),
      await post(under, "/api/addnotebook/@public/new/n.ipynb"),
      await post(under, "/api/remove/@public/a.txt"),
    ];
    expect(calls.map((answer) => [answer.statusCode, answer.json()])).toEqual([
      [200, "@shared/dir/a.txt"],
      [200, "@personal/b.txt"],
      [200, "@public/new/deep"],
      [200, "@public/new/n.ipynb"],
      [200, "@public/a.txt"],
    ]);
    expect(await under.files()).toEqual([`personal/${idOf("a")}/b.txt.b2`, "public/new/n.ipynb.b2"]);
  });

  it.each([
    ["/api/move/", json("@public/a.txt", "foo/bar"), 400],
    ["/api/move/", json("@public/a.txt", "../x"), 400],
    ["/api/move/", json("@public/a.txt", "@public/../x"), 400],
    ["/api/move/", json("@public", "@shared/x"), 400],
    ["/api/copy/", json("@public/nope", "@shared/x"), 404],
    ["/api/copy/", json("@public/a.txt", 5), 422],
    ["/api/copy/", { payload: "{" }, 422],
    ["/api/copy/", { payload: JSON.stringify({ src: "@public/a.txt" }) }, 422],
    ["/api/copy/", { payload: " ".repeat(70_000) }, 413],
    ["/api/remove/@public", {}, 400],
    ["/api/remove/@public/", {}, 400],
    ["/api/remove/@public/nope", {}, 404],
    ["/api/remove/@public/.caterva2-partial", {}, 404],
    ["/api/makedir/@public/a.txt", {}, 400],
    ["/api/addnotebook/@public/a.txt", {}, 400],
  ])("%s %j is refused: %i", async (url, body, status) => {
    const answer = await post(under, url, body);
    expect([answer.statusCode, typeof answer.json().code]).toEqual([status, "string"]);
    expect(await under.files()).toEqual(["public/a.txt.b2"]);
  });

  it("never shows unfinished files", async () => {
    await mkdir(join(under.stateDirectory, "public/.caterva2-partial"), { recursive: true });
    await writeFile(join(under.stateDirectory, "public/.caterva2-partial/x"), "left over");
    expect((await get(under, "/api/list/@public")).json()).toEqual(["a.txt"]);
    expect((await get(under, "/api/folder/@public")).json().entries).toHaveLength(1);
    expect((await get(under, "/api/info/@public")).json()).toMatchObject({ nfiles: 1 });
    for (const call of ["info", "download", "list"]) {
      expect((await get(under, `/api/${call}/@public/.caterva2-partial/x`)).statusCode).toBe(404);
    }
  });
});

describe("the quota", () => {
  it("is told as existing clients know it, and nothing is written", async () => {
    await under.close();
    under = await writingApp({ quota: 1000 });
    const answer = await post(under, "/api/upload/@public/a.h5", form(Buffer.alloc(1001)));
    expect([answer.statusCode, answer.json().detail]).toEqual([
      400,
      "Write failed because quota limit has been exceeded.",
    ]);
    expect(await under.files()).toEqual([]);
    expect((await post(under, "/api/upload/@public/a.h5", form(Buffer.alloc(1000)))).statusCode).toBe(200);
  });

  it("refuses before the file has come, and the connection goes on all the same", async () => {
    await under.close();
    under = await writingApp({ quota: 1000 });
    const address = await under.app.listen({ host: "127.0.0.1", port: 0 });
    const { headers, payload } = form(Buffer.alloc(8_000_000, 7), "a.h5");
    const socket = connect(Number(new URL(address).port), "127.0.0.1");
    let answers = "";
    socket.on("data", (data) => {
      answers += data.toString("latin1");
    });
    for (let round = 0; round < 2; round += 1) {
      socket.write(`POST /api/upload/@public/a.h5 HTTP/1.1\r\nHost: x\r\nx-test-user: a\r\n`);
      socket.write(`Content-Type: ${headers["content-type"]}\r\nContent-Length: ${payload.length}\r\n\r\n`);
      socket.write(payload);
    }
    socket.write("GET /api/list/@public HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await once(socket, "close");
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400", "HTTP/1.1 400", "HTTP/1.1 200"]);
  });
});
