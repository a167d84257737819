import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { parseDType } from "@caterva2/ndarray";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createWrites, type Writes } from "../../packages/client/src/index.ts";
import { residentBytes } from "../served.ts";
import { type SignedInServer, serveSignedIn, USER } from "../signed-in.ts";

const MIB = 1024 * 1024;
/** Size of the files; more by hand: `MEMORY_MIB=300 npx vitest run test/e2e/memory.test.ts`. */
const SIZE = Number(process.env.MEMORY_MIB ?? 100) * MIB;
/** What one request may add to the memory of the process, whatever its size. */
const MOST = 64 * MIB;
const TIMEOUT = 60_000 + SIZE / 1000;

const codec = await createChunkCodec({ compressors: nodeCompressors });

let server: SignedInServer;
let writes: Writes;
beforeAll(async () => {
  server = await serveSignedIn();
  const client = createClient({ baseUrl: server.url });
  await client.account.signIn(USER.email, USER.password);
  writes = createWrites(client);
});
afterAll(() => server?.stop());

/** Bytes that hardly compress, in pieces. */
async function* noise(size: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += 65_536) yield crypto.getRandomValues(new Uint8Array(65_536));
}

async function drain(path: string): Promise<number> {
  const { body } = await server.get(path);
  let received = 0;
  for await (const piece of body ?? []) received += piece.byteLength;
  return received;
}

/** By how much the memory of the server grows at most while `work` goes on, in bytes. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = residentBytes(server.pid);
  let most = before;
  const look = () => {
    most = Math.max(most, residentBytes(server.pid));
  };
  const timer = setInterval(look, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return most - before;
}

test.each(["data.h5", "plain.log"])(
  "an upload and a download of %s take no more memory the larger it is",
  async (name) => {
    // What is loaded and kept for all requests is there already when it counts.
    for (let round = 0; round < 3; round += 1) {
      await writes.upload(`@public/${name}`, noise(8 * MIB));
      await drain(`/api/download/@public/${name}`);
    }
    const grown = [
      await growth(() => writes.upload(`@public/${name}`, noise(SIZE))),
      await growth(() => drain(`/api/download/@public/${name}`)),
    ];
    if (process.env.MEMORY_MIB !== undefined)
      console.log(
        name,
        grown.map((bytes) => bytes / MIB),
      );
    for (const bytes of grown) expect(bytes).toBeLessThan(MOST);
  },
  2 * TIMEOUT,
);

test(
  "so does a fetch of a whole array, and thousands of slices leave nothing behind",
  async () => {
    const rows = SIZE / MIB;
    const data = new Uint8Array(SIZE);
    for (let at = 0; at < SIZE; at += 65_536) crypto.getRandomValues(data.subarray(at, at + 65_536));
    const array = { dtype: parseDType("u1"), shape: [rows, MIB], data };
    const cut = { chunks: [1, MIB], blocks: [1, 65_536], cparams: { codec: "lz4" } } as const;
    await writeFile(join(server.folder, "large.b2nd"), encodeB2nd(array, { codec, ...cut }));
    await writeFile(
      join(server.folder, "small.b2nd"),
      encodeB2nd({ ...array, shape: [1, MIB], data: data.subarray(0, MIB) }, { codec, ...cut }),
    );
    for (let round = 0; round < 3; round += 1) await drain("/api/fetch/@public/small.b2nd");
    expect(await growth(() => drain("/api/fetch/@public/large.b2nd"))).toBeLessThan(MOST);

    const slices = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const start = (index * 7919) % (MIB - 1000);
        await drain(`/api/fetch/@public/large.b2nd?slice_=${index % rows},${start}:${start + 1000}`);
      }
    };
    await slices(1000);
    expect(await growth(() => slices(2000))).toBeLessThan(MOST / 2);
  },
  3 * TIMEOUT,
);
