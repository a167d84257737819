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

/** Undefined if the server is gone before it has answered. */
async function statusOf(path: string, body: FormData | string): Promise<number | undefined> {
  try {
    const answer = await server.post(path, body);
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
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

/**
 * Appends until the server is gone: answers how many appends were answered, and how many were sent. `onAnswer` is
 * called for each answer.
 */
async function appendAll(stored: number, onAnswer: () => void): Promise<{ answered: number; sent: number }> {
  for (let sent = stored + 1; ; sent += 1) {
    const answer = await statusOf("/api/append/@public/rows.b2nd", fileForm(rows(ROWS * (sent - 1))));
    if (answer === undefined) return { answered: sent - 1, sent };
    // Who is alive does not refuse: else nothing would be tried here.
    expect(answer).toBe(200);
    onAnswer();
  }
}

/** Replaces, copies, moves and removes until the server is gone. */
async function replaceAll(): Promise<void> {
  const json = (src: string, dst: string) => JSON.stringify({ src, dst });
  for (let value = 1; ; value += 1) {
    const calls: [path: string, body: FormData | string][] = [
      ["/api/upload/@public/dir/plain.txt", fileForm(uniform(value))],
      ["/api/upload/@public/data.h5", fileForm(uniform(value + 1))],
      ["/api/copy/", json("@public/data.h5", "@public/copy.h5")],
      ["/api/move/", json("@public/copy.h5", "@public/moved.h5")],
      ["/api/copy/", json("@public/dir", "@public/copies/")],
      ["/api/remove/@public/copies", ""],
    ];
    for (const [path, body] of calls) if ((await statusOf(path, body)) === undefined) return;
  }
}

test(
  `a server that is killed ${KILLS} times while it writes leaves every file old or new, and nothing else`,
  async () => {
    await statusOf("/api/upload/@public/rows.b2nd", fileForm(rows(0)));
    await statusOf("/api/upload/@public/data.h5", fileForm(uniform(1)));
    await statusOf("/api/upload/@public/dir/plain.txt", fileForm(uniform(1)));
    let stored = 1;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const begun = Promise.withResolvers<void>();
      const writers = [appendAll(stored, begun.resolve), replaceAll()] as const;
      // A machine may be too slow to answer anything in that time: every other round waits for an answer first.
      if (kill % 2 === 1) await begun.promise;
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
    expect(stored).toBeGreaterThan(KILLS / 2);
  },
  TIMEOUT,
);
