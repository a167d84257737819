import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createChunkCodec, encodeB2nd, fillB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { parseDType, parseSliceText, toTypedArray } from "@caterva2/ndarray";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Administration,
  type Client,
  createAdministration,
  createClient,
  createWrites,
  type Writes,
} from "../../packages/client/src/index.ts";
import { type SignedInServer, serveSignedIn, USER } from "../signed-in.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const MIB = 1024 * 1024;

let server: SignedInServer;
let client: Client;
let writes: Writes;
let web: Server;
beforeAll(async () => {
  server = await serveSignedIn({
    config: ['quota = "60M"', 'remote_networks = ["127.0.0.1"]', 'publish_root = "out"'],
    superuser: true,
  });
  client = createClient({ baseUrl: server.url });
  await client.account.signIn(USER.email, USER.password);
  writes = createWrites(client);
  web = createServer((_request, response) => response.end("from the web"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  web?.close();
  await server?.stop();
});
beforeEach(async () => {
  for (const name of await client.list("@shared")) await writes.remove(`@shared/${name.split("/")[0]}`).catch(() => {});
});

function frameOf(...items: number[]): Uint8Array {
  const data = new Uint8Array(Int32Array.from(items).buffer);
  return encodeB2nd({ dtype: parseDType("int32"), shape: [items.length], data }, { codec, chunks: [4], blocks: [2] });
}

async function numbers(path: string): Promise<number[]> {
  const array = await client.openArray(path);
  return [...(toTypedArray(await array.read(parseSliceText("", array.shape))) ?? [])].map(Number);
}

/** Pieces of bytes that do not compress, as they would come from somewhere else. */
async function* noise(pieces: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < pieces; index += 1) yield crypto.getRandomValues(new Uint8Array(65_536));
}

describe("uploads", () => {
  it.each([
    ["bytes", () => new TextEncoder().encode("content")],
    ["bytes in shared memory", () => new Uint8Array(new SharedArrayBuffer(7)).fill(99)],
    ["a blob", () => new Blob(["content"])],
    ["nothing", () => new Uint8Array()],
  ])("of %s arrive, with and without progress", async (_what, content) => {
    const expected = await new Response(content().slice()).text();
    expect(await writes.upload("@shared/plain.txt", content())).toBe("@shared/plain.txt");
    const told: number[] = [];
    await writes.upload("@shared/told.txt", content(), { onProgress: (sent) => told.push(sent) });
    for (const name of ["plain", "told"]) expect(await client.text(`@shared/${name}.txt`)).toBe(expected);
    expect(told.at(-1) ?? 0).toBe(expected.length);
  });

  it("of pieces tell how far they are, and are never held as a whole", async () => {
    const told: number[] = [];
    await writes.upload("@shared/large.h5", noise(256), { onProgress: (sent) => told.push(sent) });
    expect(told).toEqual(Array.from({ length: 256 }, (_, index) => 65_536 * (index + 1)));
    expect(await client.info("@shared/large.h5")).toMatchObject({ kind: "file", size: 16 * MIB });
  });

  it("into a directory take the name that is given", async () => {
    await writes.makeDirectory("@shared/dir/deep");
    expect(await writes.upload("@shared/dir/", new Blob(["x"]), { name: "a b.txt" })).toBe("@shared/dir/a b.txt");
    const onProgress = () => {};
    expect(await writes.upload("@shared/dir", new Blob(["x"]), { name: "ü.txt", onProgress })).toBe(
      "@shared/dir/ü.txt",
    );
    expect(await client.list("@shared")).toEqual(["dir/a b.txt", "dir/ü.txt"]);
  });

  it("that are given up leave nothing", async () => {
    const controller = new AbortController();
    const onProgress = (sent: number) => sent > MIB && controller.abort();
    const { signal } = controller;
    await expect(writes.upload("@shared/given-up.h5", noise(1000), { signal, onProgress })).rejects.toMatchObject({
      code: "request.cancelled",
    });
    const partial = `${server.folder}/../shared/.caterva2-partial`;
    await expect.poll(() => readdir(partial), { timeout: 5000 }).toEqual([]);
    expect(await client.list("@shared")).toEqual([]);
  });

  it("that break off at their source are errors of the source, and leave nothing", async () => {
    const broken = (async function* () {
      yield new Uint8Array(100_000);
      throw new Error("the disk is gone");
    })();
    await expect(writes.upload("@shared/broken.h5", broken)).rejects.toMatchObject({ code: "source.unreadable" });
    expect(await client.list("@shared")).toEqual([]);
  });
});

describe("refusals come with the server's code", () => {
  it("over the quota, before and while the bytes are sent", async () => {
    await expect(writes.upload("@shared/a.h5", new Uint8Array(61 * MIB))).rejects.toMatchObject({
      code: "quota.exceeded",
    });
    await expect(writes.upload("@shared/a.h5", noise(1500))).rejects.toMatchObject({ code: "quota.exceeded" });
  });

  it("for strangers, whatever they send", async () => {
    const strangers = createWrites(createClient({ baseUrl: server.url }));
    const code = "request.unauthenticated";
    await expect(strangers.upload("@public/a.h5", new Uint8Array(20 * MIB))).rejects.toMatchObject({ code });
    await expect(strangers.upload("@public/a.h5", noise(200))).rejects.toMatchObject({ code });
    await expect(strangers.remove("@public/a.h5")).rejects.toMatchObject({ code });
  });

  it("for tokens that only read, or only elsewhere", async () => {
    const { text } = await client.account.createToken({ name: "reads", scope: "read" });
    const reader = createWrites(createClient({ baseUrl: server.url, token: text }));
    await expect(reader.makeDirectory("@shared/x")).rejects.toMatchObject({ code: "root.forbidden" });
    const other = await client.account.createToken({ name: "public", scope: "write", roots: ["public"] });
    const elsewhere = createWrites(createClient({ baseUrl: server.url, token: other.text }));
    await expect(elsewhere.makeDirectory("@shared/x")).rejects.toMatchObject({ code: "root.forbidden" });
    expect(await elsewhere.makeDirectory("@public/x")).toBe("@public/x");
  });

  it("for what is not there, taken, or no array", async () => {
    await writes.upload("@shared/a.txt", new Blob(["x"]));
    await expect(writes.move("@shared/none", "@shared/x.txt")).rejects.toMatchObject({ code: "path.not_found" });
    await expect(writes.makeDirectory("@shared/a.txt")).rejects.toMatchObject({ code: "path.taken" });
    await expect(writes.append("@shared/a.txt", frameOf(1))).rejects.toMatchObject({ code: "dataset.wrong_kind" });
    await expect(writes.publish("@shared/none.b2nd")).rejects.toMatchObject({ code: "path.not_found" });
    await expect(writes.upload("@shared/x\0", new Blob(["x"]))).rejects.toMatchObject({ code: "path.invalid" });
  });
});

describe("changes", () => {
  it("grow arrays, fill them, and publish them", async () => {
    await writes.upload("@shared/rows.b2nd", frameOf(1, 2, 3));
    expect(await writes.append("@shared/rows.b2nd", frameOf(4, 5))).toEqual([5]);
    expect(await numbers("@shared/rows.b2nd")).toEqual([1, 2, 3, 4, 5]);

    const laidOut: Uint8Array[] = [];
    const sink = {
      append: async (bytes: Uint8Array) => void laidOut.push(bytes.slice()),
      patch: async (at: number, bytes: Uint8Array) => void laidOut[0]?.set(bytes, at),
    };
    const empty = { shape: [8], dtype: parseDType("int32"), fill: "uninit" } as const;
    await fillB2nd(sink, empty, { codec, chunks: [4], blocks: [4] });
    await writes.upload("@shared/filled.b2nd", new Blob(laidOut.map((bytes) => new Uint8Array(bytes))));
    const params = {
      codec: "lz4",
      clevel: 1,
      typesize: 4,
      blocksize: 16,
      splitMode: "auto",
      filters: [1],
      filtersMeta: [0],
    } as const;
    const chunk = codec.encodeChunk(new Uint8Array(Int32Array.of(5, 6, 7, 8).buffer), params);
    expect(await writes.fillChunk("@shared/filled.b2nd", 1, chunk)).toEqual({
      nchunk: 1,
      written: 1,
      nchunks: 2,
      state: "filling",
    });
    await expect(writes.fillChunk("@shared/filled.b2nd", 1, chunk)).rejects.toMatchObject({ code: "chunk.taken" });
    await expect(writes.publish("@shared/filled.b2nd")).rejects.toMatchObject({ code: "request.invalid" });
    expect(await writes.fillChunk("@shared/filled.b2nd", 0, chunk)).toMatchObject({ state: "publishing" });
    expect(await writes.publish("@shared/filled.b2nd")).toBe("out/@shared/filled.b2nd");
    expect(await numbers("@shared/filled.b2nd")).toEqual([5, 6, 7, 8, 5, 6, 7, 8]);
  });

  it("move, copy, remove, and make what is empty", async () => {
    await writes.upload("@shared/a.txt", new Blob(["a"]));
    expect(await writes.copy("@shared/a.txt", "@shared/dir/")).toBe("@shared/dir/a.txt");
    expect(await writes.move("@shared/dir/a.txt", "@shared/dir/b.txt")).toBe("@shared/dir/b.txt");
    expect(await writes.addNotebook("@shared/dir/n.ipynb")).toBe("@shared/dir/n.ipynb");
    expect(await writes.remove("@shared/a.txt")).toBe("@shared/a.txt");
    expect(await client.list("@shared")).toEqual(["dir/b.txt", "dir/n.ipynb"]);
    expect(client.archiveUrl("@shared/dir")).toBe(`${server.url}/api/archive/@shared/dir`);
  });

  it("get files from the web, from networks that are permitted alone", async () => {
    const { port } = web.address() as AddressInfo;
    expect(await writes.loadFromUrl("@shared/web.txt", `http://127.0.0.1:${port}/x`)).toBe("@shared/web.txt");
    expect(await client.text("@shared/web.txt")).toBe("from the web");
    await expect(writes.loadFromUrl("@shared/y.txt", "http://127.0.0.2/")).rejects.toMatchObject({
      code: "remote.refused",
    });
  });

  it("make lazy arrays", async () => {
    await writes.upload("@shared/a.b2nd", frameOf(1, 2, 3));
    const wish = { expression: "a * 2 + 1", operands: { a: "@shared/a.b2nd" } };
    expect(await writes.previewExpression(wish)).toMatchObject({
      ...{ shape: [3], dtype: "int32", nbytes: 12, computed: false },
    });
    expect(await writes.storeLazy("@shared/lazy.b2nd", wish)).toBe("@shared/lazy.b2nd");
    await writes.storeLazy("@shared/values.b2nd", { ...wish, compute: true });
    await writes.append("@shared/a.b2nd", frameOf(4));
    expect([await numbers("@shared/lazy.b2nd"), await numbers("@shared/values.b2nd")]).toEqual([
      [3, 5, 7, 9],
      [3, 5, 7],
    ]);
    const bad = { ...wish, expression: "a + nope" };
    const refused = { code: "expression.invalid", detail: { start: 4, end: 8 } };
    await expect(writes.previewExpression(bad)).rejects.toMatchObject(refused);
    await expect(writes.storeLazy("@shared/x.b2nd", bad, { onProgress() {} })).rejects.toMatchObject(refused);
  });

  it("unfold HDF5 files, and follow how many arrays there are", async () => {
    const measurement = new URL("../../packages/repository/test/fixtures/measurement.h5", import.meta.url);
    await writes.upload("@shared/deep/run.h5", await readFile(measurement));
    const told: number[] = [];
    const onProgress = (done: number) => void told.push(done);
    expect(await writes.unfold("@shared/deep/run.h5", { onProgress })).toBe("@shared/deep/run");
    expect(told[0]).toBe(0);
    expect((await client.list("@shared/deep/run")).length).toBeGreaterThan(5);
    await expect(writes.unfold("@shared/deep/none.h5")).rejects.toMatchObject({ code: "path.not_found" });
  });

  it("follow how far a result is, and take its work with them when they leave", async () => {
    const told: (readonly [number, number | undefined])[] = [];
    const onProgress = (done: number, total: number | undefined) => void told.push([done, total]);
    const wish = { expression: "sin(arange(4 * 10**6))", operands: {}, compute: true };
    expect(await writes.storeLazy("@shared/wave.b2nd", wish, { onProgress })).toBe("@shared/wave.b2nd");
    expect(told[0]).toEqual([0, expect.any(Number)]);
    expect((await client.openArray("@shared/wave.b2nd")).shape).toEqual([4_000_000]);
    const leaving = new AbortController();
    // Long work that is stored in few bytes: the quota of this server must not end it first.
    const endless = { ...wish, expression: "sin(arange(10**9)) > 2" };
    const left = writes.storeLazy("@shared/wave.b2nd", endless, {
      signal: leaving.signal,
      onProgress: (done) => done > 0 && leaving.abort(),
    });
    await expect(left).rejects.toMatchObject({ code: "request.cancelled" });
    expect((await client.openArray("@shared/wave.b2nd")).shape).toEqual([4_000_000]);
  });
});

it("superusers see to users, and who did what", async () => {
  const admin: Administration = createAdministration(client);
  expect(await admin.addUser({ email: "bob@example.org", password: "correct horse" })).toContain("bob@example.org");
  await expect(admin.addUser({ email: "bob@example.org" })).rejects.toMatchObject({ code: "account.exists" });
  const users = await admin.users();
  expect(users.map(({ email, superuser }) => [email, superuser])).toEqual([
    ["ann@example.org", true],
    ["bob@example.org", false],
  ]);
  const bob = users[1]?.id ?? "";
  expect(await admin.changeUser(bob, { roles: { shared: "reader" } })).toMatchObject({
    roles: { public: undefined, shared: "reader" },
  });
  const his = createClient({ baseUrl: server.url });
  await his.account.signIn("bob@example.org", "correct horse");
  await expect(createWrites(his).makeDirectory("@shared/x")).rejects.toMatchObject({ code: "root.forbidden" });
  await expect(createAdministration(his).users()).rejects.toMatchObject({ code: "request.forbidden" });
  expect(await admin.changeUser(bob, { roles: { shared: null } })).toMatchObject({ roles: { shared: undefined } });
  expect(await createWrites(his).makeDirectory("@shared/x")).toBe("@shared/x");
  await admin.deleteUser(bob);
  await expect(admin.deleteUser(bob)).rejects.toMatchObject({ code: "account.unknown" });
  await expect
    .poll(async () => (await admin.audit({ limit: 200 })).map(({ action }) => action))
    .toContain("user-remove");
});
