import { readdirSync, readlinkSync } from "node:fs";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { form, get, post, type WritingApp, writingApp } from "./writing-app.ts";

let under: WritingApp;
beforeEach(async () => {
  under = await writingApp();
});
afterEach(() => under.close());

/** What a descriptor of this process is, if it still is. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}

/** Names of the directory of an archive, and whether it is all there. */
function namesOf(archive: Buffer): string[] {
  const names: string[] = [];
  for (let at = archive.indexOf("PK\x01\x02", 0, "latin1"); at >= 0; ) {
    const length = archive.readUInt16LE(at + 28);
    names.push(archive.toString("utf8", at + 46, at + 46 + length));
    at = archive.indexOf("PK\x01\x02", at + 46 + length, "latin1");
  }
  expect(archive.readUInt16LE(archive.length - 12)).toBe(names.length);
  return names;
}

describe("a directory as an archive", () => {
  it("holds what is below it, under its own name", async () => {
    await post(under, "/api/upload/@public/dir/a.txt", form("hello"));
    await post(under, "/api/upload/@public/dir/sub/%C3%BC.h5", form("not looked at"));
    await post(under, "/api/upload/@public/dir/empty", form(""));
    await post(under, "/api/upload/@public/beside.txt", form("not in it"));
    const answer = await get(under, "/api/archive/@public/dir");
    expect(answer.headers).toMatchObject({
      "content-type": "application/zip",
      "content-disposition": 'attachment; filename="dir.zip"',
      "accept-ranges": "none",
    });
    expect(namesOf(answer.rawPayload)).toEqual(["dir/a.txt", "dir/empty", "dir/sub/ü.h5"]);
    const whole = await get(under, "/api/archive/@public/");
    expect(whole.headers["content-disposition"]).toBe('attachment; filename="public.zip"');
    expect(namesOf(whole.rawPayload)).toContain("public/beside.txt");
    const head = await under.app.inject({ method: "HEAD", url: "/api/archive/@public/dir" });
    expect([head.statusCode, head.rawPayload.length]).toEqual([200, 0]);
  });

  it("has names that lead nowhere else", async () => {
    await post(under, "/api/upload/@public/dir/..%5C..%5Cevil.txt", form("x"));
    await post(under, "/api/upload/@public/dir/C:evil.txt", form("x"));
    expect(namesOf((await get(under, "/api/archive/@public/dir")).rawPayload)).toEqual([
      "dir/..%5C..%5Cevil.txt",
      "dir/C%3Aevil.txt",
    ]);
  });

  it("gives a damaged compressed file as it is stored", async () => {
    await post(under, "/api/upload/@public/dir/a.txt", form("hello"));
    // By hand: over the API nothing can be stored that does not decode.
    await writeFile(`${under.stateDirectory}/public/dir/b.txt.b2`, "junk");
    expect(namesOf((await get(under, "/api/archive/@public/dir")).rawPayload)).toEqual(["dir/a.txt", "dir/b.txt.b2"]);
  });

  it.each([
    ["@public/dir/a.txt", "a", 400],
    ["@public/none", "a", 404],
    ["@nope", "a", 404],
    ["@shared", "", 401],
    ["@personal", "", 401],
    ["@public/store.b2d", "a", 400],
    ["@public%2f..%2fpersonal", "a", 400],
  ])("is refused of %s for %j: %i", async (path, user, status) => {
    await post(under, "/api/upload/@public/dir/a.txt", form("x"));
    await mkdir(`${under.stateDirectory}/public/store.b2d`);
    const headers = user === "" ? {} : { "x-test-user": user };
    expect((await under.app.inject({ url: `/api/archive/${path}`, headers })).statusCode).toBe(status);
  });

  it("has nobody else's files", async () => {
    await post(under, "/api/upload/@personal/of-a.txt", form("x"), "a");
    await post(under, "/api/upload/@personal/of-b.txt", form("x"), "b");
    expect(namesOf((await get(under, "/api/archive/@personal", "b")).rawPayload)).toEqual(["personal/of-b.txt"]);
  });

  it("closes its files when the client leaves in the middle", async () => {
    await post(under, "/api/makedir/@public/dir");
    const large = join(under.stateDirectory, "public/dir/large.h5");
    await writeFile(large, "");
    await truncate(large, 200_000_000);
    const address = await under.app.listen({ host: "127.0.0.1", port: 0 });
    const open = () => {
      const paths = readdirSync("/proc/self/fd").map((fd) => linkOf(fd));
      return paths.filter((path) => path.startsWith(under.stateDirectory));
    };
    const socket = connect(Number(new URL(address).port), "127.0.0.1");
    socket.write("GET /api/archive/@public/dir HTTP/1.1\r\nHost: x\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    expect(open()).toHaveLength(1);
    socket.destroy();
    await expect.poll(open, { timeout: 5000 }).toEqual([]);
  });
});
