import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd, openB2nd, openSChunk } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileForm, type SignedInServer, serveSignedIn } from "../signed-in.ts";

/** Times that the server is killed; more by hand: `KILLS=300 npx vitest run test/e2e/killed-writes.test.ts`. */
const KILLS = Number(process.env.KILLS ?? 6);
const TIMEOUT = 120_000 + KILLS * 20_000;
/** Longest time between the first write and the kill, in ms. */
const LONGEST = 400;
const ROWS = 500;

const codec = await createChunkCodec({ compressors: nodeCompressors });

let server: SignedInServer;
beforeAll(async () => {
  server = await serveSignedIn();
});
afterAll(() => server.stop());

async function post(path: string, body: FormData | string): Promise<boolean> {
  const answer = await server.post(path, body);
  await answer.arrayBuffer();
  return answer.ok;
}

/** Content that says of itself whether it is whole: one byte over and over, and the length follows from the byte. */
function uniform(value: number): Uint8Array<ArrayBuffer> {
  const byte = value % 256;
  return new Uint8Array(1000 * (1 + byte)).fill(byte);
}

function expectUniform(content: Uint8Array): void {
  const [first = 0] = content;
  expect(content.length).toBe(1000 * (1 + first));
  expect(content.every((byte) => byte === first)).toBe(true);
}

function rows(first: number): Uint8Array<ArrayBuffer> {
  const items = BigInt64Array.from({ length: ROWS }, (_, index) => BigInt(first + index));
  const array = { dtype: parseDType("int64"), shape: [ROWS], data: new Uint8Array(items.buffer) };
  return new Uint8Array(encodeB2nd(array, { codec, chunks: [777], blocks: [100] }));
}

/** Writes until the server is gone: answers how many appends were answered, and how many were sent. */
async function appendAll(sent: number): Promise<{ answered: number; sent: number }> {
  let [answered, asked] = [sent, sent];
  try {
    for (;;) {
      asked += 1;
      if (!(await post("/api/append/@public/rows.b2nd", fileForm(rows(ROWS * (asked - 1))))))
        throw new Error("refused");
      answered = asked;
    }
  } catch {
    return { answered, sent: asked };
  }
}

async function replaceAll(): Promise<void> {
  try {
    for (let value = 1; ; value += 1) {
      await post("/api/upload/@public/dir/plain.txt", fileForm(uniform(value)));
      await post("/api/upload/@public/data.h5", fileForm(uniform(value + 1)));
      await post("/api/copy/", JSON.stringify({ src: "@public/data.h5", dst: "@public/copy.h5" }));
      await post("/api/move/", JSON.stringify({ src: "@public/copy.h5", dst: "@public/moved.h5" }));
      await post("/api/copy/", JSON.stringify({ src: "@public/dir", dst: `@public/copies/` }));
      await post("/api/remove/@public/copies", "");
    }
  } catch {
    // The server is gone.
  }
}

test(
  `a server that is killed ${KILLS} times while it writes leaves every file old or new, and nothing else`,
  async () => {
    await post("/api/upload/@public/rows.b2nd", fileForm(rows(0)));
    await post("/api/upload/@public/data.h5", fileForm(uniform(1)));
    await post("/api/upload/@public/dir/plain.txt", fileForm(uniform(1)));
    let stored = 1;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const writers = [appendAll(stored), replaceAll()] as const;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST));
      await server.kill();
      const { answered, sent } = await writers[0];
      await writers[1];

      const bytes = await readFile(join(server.folder, "rows.b2nd"));
      const array = await openB2nd(memorySource(bytes), { codec });
      const count = (array.shape[0] ?? 0) / ROWS;
      // What was answered is there; of what was under way all or nothing.
      expect(count).toBeGreaterThanOrEqual(answered);
      expect(count).toBeLessThanOrEqual(sent);
      const { data } = await array.read(wholeSelection(array.shape));
      const items = new BigInt64Array(data.buffer, data.byteOffset, data.byteLength / 8);
      expect(items.findIndex((item, index) => item !== BigInt(index))).toBe(-1);
      stored = count;

      const plain = await openSChunk(memorySource(await readFile(join(server.folder, "dir/plain.txt.b2"))), { codec });
      expectUniform(await plain.readBytes(0, plain.nbytes));
      for (const name of ["data.h5", "copy.h5", "moved.h5"]) {
        const content = await readFile(join(server.folder, name)).catch(() => undefined);
        if (content !== undefined) expectUniform(content);
      }

      await server.start();
      // Unfinished files go once the server listens.
      await expect.poll(() => readdir(join(server.folder, ".caterva2-partial")), { timeout: 5000 }).toEqual([]);
    }
    expect(stored).toBeGreaterThan(1);
  },
  TIMEOUT,
);
