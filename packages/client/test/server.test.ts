import type { ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { memorySource, parseDType, parseSliceText } from "@caterva2/ndarray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient, type Fetch } from "../src/index.ts";
import { startServer } from "./start-server.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/public", import.meta.url));

describe("against the server", () => {
  const codec = createChunkCodec();
  const directory = mkdtempSync(join(tmpdir(), "client-"));
  const root = join(directory, "public");
  let server: ChildProcess;
  let client: Client;
  let url = "";
  let requests: string[] = [];
  beforeAll(async () => {
    mkdirSync(root, { recursive: true });
    cpSync(EXAMPLES, root, { recursive: true });
    let state = 1;
    const data = Uint16Array.from({ length: 60 * 200 * 300 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 18;
    });
    const array = { dtype: parseDType("<u2"), shape: [60, 200, 300], data: new Uint8Array(data.buffer) };
    const cut = { chunks: [20, 200, 300], blocks: [1, 50, 300] };
    writeFileSync(
      join(root, "volume.b2nd"),
      encodeB2nd(array, { codec: await codec, ...cut, cparams: { codec: "lz4" } }),
    );
    writeFileSync(join(root, "notes #1.md"), "# Grüße\n");
    const started = await startServer(directory);
    server = started.child;
    const counted: Fetch = (address, init) => {
      requests.push(address.slice(url.length));
      return fetch(address, init);
    };
    url = started.url;
    client = createClient({ baseUrl: url, fetch: counted, codec });
  });
  afterAll(() => {
    server?.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Reads slices over the network and from the file itself, and compares. */
  async function same(name: string, slices: readonly string[]): Promise<void> {
    const remote = await client.openArray(`@public/${name}`);
    const local = await openB2nd(memorySource(readFileSync(join(root, name))), { codec: await codec });
    expect(remote.shape).toEqual(local.shape);
    for (const text of slices) {
      const selection = parseSliceText(text, local.shape);
      const [got, wanted] = [await remote.read(selection), await local.read(selection)];
      expect({ name, text, shape: got.shape, dtype: got.dtype }).toEqual({
        name,
        text,
        shape: wanted.shape,
        dtype: wanted.dtype,
      });
      expect(Buffer.compare(got.data, wanted.data), `${name}[${text}]`).toBe(0);
    }
  }

  it("lists roots, folders and files", async () => {
    expect(await client.roots()).toContain("@public");
    expect(await client.list("@public")).toContain("notes #1.md");
    const { entries } = await client.folder("@public");
    expect(entries.find(({ name }) => name === "volume.b2nd")?.kind).toBe("array");
    expect(await client.text("@public/notes #1.md")).toBe("# Grüße\n");
  });

  it("reads blocks by ranges, columns by slices, and neighbours from its cache", async () => {
    requests = [];
    await same("volume.b2nd", ["7", "7:9,3:5"]);
    expect(requests.filter((url) => url.includes("slice_"))).toEqual([]);
    requests = [];
    await same("volume.b2nd", [":,3,4", "::2,199,::7"]);
    expect(requests.filter((url) => url.includes("slice_")).length).toBe(2);
    requests = [];
    await same("volume.b2nd", ["7"]);
    expect(requests).toEqual(["/api/info/@public/volume.b2nd", "/api/fetch/@public/volume.b2nd"]);
    await same("volume.b2nd", ["", "5:5", "59,199,299"]);
  });

  it("reads the example repository", async () => {
    await same("ds-1d.b2nd", ["", "5", "10:900:7"]);
    await same("ds-1d-fields.b2nd", ["", "5"]);
    await same("ds-sc-attr.b2nd", [""]);
    await same("dir1/ds-3d.b2nd", ["", "1", ":,2,3"]);
    await same("dir2/ds-4d.b2nd", ["1:2,::2", ":,:,1,1"]);
    expect((await client.info("@public/ds-hello.b2frame")).kind).toBe("schunk");
    await expect(client.openArray("@public/ds-hello.b2frame")).rejects.toMatchObject({ code: "dataset.wrong_kind" });
  });

  it("reads a new version after a change", async () => {
    // A client of its own: the other has the whole old version in its cache.
    const array = await createClient({ baseUrl: url, codec }).openArray("@public/volume.b2nd");
    await array.read(parseSliceText("0", array.shape));
    const data = new Uint8Array(60 * 200 * 300 * 2).fill(3);
    const changed = { dtype: parseDType("<u2"), shape: [60, 200, 300], data };
    writeFileSync(join(root, "volume.b2nd"), encodeB2nd(changed, { codec: await codec, cparams: { codec: "lz4" } }));
    const plane = await array.read(parseSliceText("41", array.shape));
    expect(plane.data.every((byte) => byte === 3)).toBe(true);
  });

  it("takes an address with a slash at its end, as browsers show it", async () => {
    expect(await createClient({ baseUrl: `${url}/` }).roots()).toEqual(await client.roots());
  });

  it("tells the server's codes", async () => {
    await expect(client.info("@public/missing.b2nd")).rejects.toMatchObject({ code: "path.not_found" });
    await expect(client.info("@nobody/x")).rejects.toMatchObject({ code: "root.unknown" });
  });
});
