import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd, openB2nd, openSChunk } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { afterAll, beforeAll, expect, test } from "vitest";
import { end, PROGRAM, type ServerProcess, startProcess } from "../../packages/cli/test/server-process.ts";

/** Times that the server is killed; more by hand: `KILLS=300 npx vitest run test/e2e/killed-writes.test.ts`. */
const KILLS = Number(process.env.KILLS ?? 6);
/** Longest time between the first write and the kill, in ms. */
const LONGEST = 400;
const ROWS = 500;

const codec = await createChunkCodec({ compressors: nodeCompressors });
const EMAIL = "a@example.org";
const PASSWORD = "correct horse";

let directory = "";
let folder = "";
let cookie = "";
let server: ServerProcess;

async function start(): Promise<void> {
  server = await startProcess(["--listen", "127.0.0.1:0", "--statedir", "state", "--conf", "c.toml"], directory);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-killed-"));
  folder = join(directory, "state", "public");
  await mkdir(folder, { recursive: true });
  await writeFile(join(directory, "c.toml"), "[server]\nlogin = true\n");
  await writeFile(join(directory, ".env"), "CATERVA2_SECRET=0123456789abcdef0123456789abcdef\n");
  const admin = PROGRAM.replace("cat2-server", "cat2-admin");
  execFileSync(admin, ["--statedir", "state", "--conf", "c.toml", "adduser", EMAIL, PASSWORD], { cwd: directory });
  await start();
  const body = new URLSearchParams({ username: EMAIL, password: PASSWORD });
  const answer = await fetch(`${server.address}/auth/jwt/login`, { method: "POST", body });
  cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(cookie).toMatch(/^c2subauth=/);
});
afterAll(async () => {
  await end(server);
  await rm(directory, { recursive: true });
});

async function post(path: string, body: FormData | string): Promise<boolean> {
  const answer = await fetch(`${server.address}${path}`, { method: "POST", headers: { cookie }, body });
  await answer.arrayBuffer();
  return answer.ok;
}

function form(content: Uint8Array<ArrayBuffer>): FormData {
  const data = new FormData();
  data.append("file", new Blob([content]), "file");
  return data;
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
      if (!(await post("/api/append/@public/rows.b2nd", form(rows(ROWS * (asked - 1)))))) throw new Error("refused");
      answered = asked;
    }
  } catch {
    return { answered, sent: asked };
  }
}

async function replaceAll(): Promise<void> {
  try {
    for (let value = 1; ; value += 1) {
      await post("/api/upload/@public/dir/plain.txt", form(uniform(value)));
      await post("/api/upload/@public/data.h5", form(uniform(value + 1)));
      await post("/api/copy/", JSON.stringify({ src: "@public/data.h5", dst: "@public/copy.h5" }));
      await post("/api/move/", JSON.stringify({ src: "@public/copy.h5", dst: "@public/moved.h5" }));
      await post("/api/copy/", JSON.stringify({ src: "@public/dir", dst: `@public/copies/` }));
      await post("/api/remove/@public/copies", "");
    }
  } catch {
    // The server is gone.
  }
}

test(`a server that is killed ${KILLS} times while it writes leaves every file old or new, and nothing else`, async () => {
  await post("/api/upload/@public/rows.b2nd", form(rows(0)));
  await post("/api/upload/@public/data.h5", form(uniform(1)));
  await post("/api/upload/@public/dir/plain.txt", form(uniform(1)));
  let stored = 1;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const writers = [appendAll(stored), replaceAll()] as const;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST));
    const gone = once(server.process, "exit");
    server.process.kill("SIGKILL");
    await gone;
    const { answered, sent } = await writers[0];
    await writers[1];

    const bytes = await readFile(join(folder, "rows.b2nd"));
    const array = await openB2nd(memorySource(bytes), { codec });
    const count = (array.shape[0] ?? 0) / ROWS;
    // What was answered is there; of what was under way all or nothing.
    expect(count).toBeGreaterThanOrEqual(answered);
    expect(count).toBeLessThanOrEqual(sent);
    const { data } = await array.read(wholeSelection(array.shape));
    const items = new BigInt64Array(data.buffer, data.byteOffset, data.byteLength / 8);
    expect(items.findIndex((item, index) => item !== BigInt(index))).toBe(-1);
    stored = count;

    const plain = await openSChunk(memorySource(await readFile(join(folder, "dir/plain.txt.b2"))), { codec });
    expectUniform(await plain.readBytes(0, plain.nbytes));
    for (const name of ["data.h5", "copy.h5", "moved.h5"]) {
      const content = await readFile(join(folder, name)).catch(() => undefined);
      if (content !== undefined) expectUniform(content);
    }

    await start();
    // Unfinished files go once the server listens.
    await expect.poll(() => readdir(join(folder, ".caterva2-partial")), { timeout: 5000 }).toEqual([]);
  }
  expect(stored).toBeGreaterThan(1);
}, 600_000);
