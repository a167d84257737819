import { readdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { type OwnDisk, ownDisk } from "../own-disk.ts";
import { fileForm, type SignedInServer, serveSignedIn, USER } from "../signed-in.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const MIB = 1024 * 1024;
/** Room that is left on the full disk: enough for a small write. */
const LEFT = 256 * 1024;

const uniform = (value: number, length: number) => new Uint8Array(length).fill(value);

function noise(length: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function frameOf(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeB2nd({ dtype: parseDType("u1"), shape: [data.length], data }, { codec }));
}

async function within(disk: OwnDisk, work: (server: SignedInServer, folder: string) => Promise<void>): Promise<void> {
  const server = await serveSignedIn({ state: disk.path, within: disk.within });
  try {
    await server.post("/api/upload/@public/data.h5", fileForm(uniform(1, 3 * MIB)));
    await server.post("/api/upload/@public/dir/plain.txt", fileForm("old text"));
    await server.post("/api/upload/@public/rows.b2nd", fileForm(frameOf(uniform(7, 1000))));
    await work(server, join(disk.outside, "public"));
  } finally {
    await server.stop();
    await disk.close();
  }
}

/** That everything is as it was, on disk and for clients, and nothing unfinished lies about. */
async function expectUntouched(server: SignedInServer, folder: string): Promise<void> {
  expect(Buffer.compare(await readFile(join(folder, "data.h5")), uniform(1, 3 * MIB))).toBe(0);
  expect(await (await server.get("/api/download/@public/dir/plain.txt")).text()).toBe("old text");
  const array = await openB2nd(memorySource(await readFile(join(folder, "rows.b2nd"))), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  expect(Buffer.compare(data, uniform(7, 1000))).toBe(0);
  expect(await (await server.get("/api/list/@public")).json()).toEqual(["data.h5", "dir/plain.txt", "rows.b2nd"]);
  expect(await readdir(join(folder, ".caterva2-partial"))).toEqual([]);
}

/** Writes of which none fits; answers status and code of each. */
async function tryAll(server: SignedInServer): Promise<unknown[]> {
  const json = (src: string, dst: string) => JSON.stringify({ src, dst });
  const answers = [
    await server.post("/api/upload/@public/data.h5", fileForm(uniform(2, 2 * MIB))),
    await server.post("/api/upload/@public/dir/plain.txt", fileForm(noise(6 * MIB))),
    await server.post("/api/upload/@public/new/deep/file.h5", fileForm(uniform(2, MIB))),
    await server.post("/api/append/@public/rows.b2nd", fileForm(frameOf(noise(MIB)))),
    await server.post("/api/copy/", json("@public/data.h5", "@public/copy.h5")),
    await server.post("/api/copy/", json("@public/data.h5", "@shared/")),
    // A whole root is never copied.
    await server.post("/api/copy/", json("@public", "@shared/all")),
  ];
  return Promise.all(answers.map(async (answer) => [answer.status, (await answer.json()).code]));
}

test("on a full disk every write is refused, what was there stays, and it goes on once there is room", async (context) => {
  await within(await ownDisk(context, 12 * MIB), async (server, folder) => {
    const filler = join(folder, "../media/filler");
    const { bavail, bsize } = await statfs(folder);
    await writeFile(filler, uniform(0, bavail * bsize - LEFT));
    const full = [507, "storage.full"];
    expect(await tryAll(server)).toEqual([full, full, full, full, full, full, [400, "path.invalid"]]);
    await expectUntouched(server, folder);

    await server.kill();
    await server.start();
    await expectUntouched(server, folder);

    await rm(filler);
    const again = await server.post("/api/upload/@public/data.h5", fileForm(uniform(2, 2 * MIB)));
    expect([again.status, await again.json()]).toEqual([200, "@public/data.h5"]);
    expect((await readFile(join(folder, "data.h5"))).length).toBe(2 * MIB);
    expect((await server.post("/api/append/@public/rows.b2nd", fileForm(frameOf(noise(MIB))))).status).toBe(200);
  });
}, 240_000);

test("a state directory that takes no writes is read, also by a server that starts on it", async (context) => {
  const disk = await ownDisk(context, 24 * MIB);
  await within(disk, async (server, folder) => {
    await server.kill();
    await disk.remount("ro");
    await server.start();
    const refused = [503, "storage.read_only"];
    const all = [refused, refused, refused, refused, refused, refused, [400, "path.invalid"]];
    expect(await tryAll(server)).toEqual(all);
    await expectUntouched(server, folder);

    expect((await server.post("/api/remove/@public/data.h5")).status).toBe(503);
    expect((await server.post("/api/makedir/@public/x")).status).toBe(503);
    const body = new URLSearchParams({ username: USER.email, password: USER.password });
    const signIn = await server.post("/auth/jwt/login", body);
    expect([signIn.status, (await signIn.json()).code]).toEqual([503, "account.unavailable"]);

    await server.kill();
    await disk.remount("rw");
    await server.start();
    expect((await server.post("/api/upload/@public/data.h5", fileForm("new"))).status).toBe(200);
  });
}, 240_000);
