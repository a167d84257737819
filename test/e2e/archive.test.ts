import { execFile } from "node:child_process";
import { cp, mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requiresPython } from "../requires.ts";
import { EXAMPLES, residentBytes, type Served, serve } from "../served.ts";

const SCRIPT = fileURLToPath(new URL("../../interop/check_archive.py", import.meta.url));
const MIB = 1024 * 1024;
const LARGE = 300 * MIB;

let server: Served;
beforeAll(async () => {
  server = await serve(async (folder) => {
    await cp(EXAMPLES, join(folder, "examples"), { recursive: true });
    await mkdir(join(folder, "examples", "many"));
    for (let index = 0; index < 500; index += 1) {
      await writeFile(join(folder, "examples", "many", `${index}.txt`), `text ${index}\n`.repeat(index));
    }
    await writeFile(join(folder, "large.h5"), "");
    await truncate(join(folder, "large.h5"), LARGE);
  });
});
afterAll(() => server?.stop());

test("Python unpacks a directory as its files are", async (context) => {
  const python = requiresPython(context);
  const answer = await fetch(`${server.url}/api/archive/@public/examples`);
  const file = join(server.folder, "..", "got.zip");
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
  const { stdout } = await promisify(execFile)(python, [SCRIPT, file, join(server.folder, "examples"), "examples"]);
  const { files, wrong } = JSON.parse(stdout);
  expect(wrong).toEqual([]);
  expect(files).toBeGreaterThan(510);
});

test("a large one takes no more memory than a small one", async () => {
  await (await fetch(`${server.url}/api/archive/@public/examples`)).arrayBuffer();
  const before = residentBytes(server.process.pid);
  let [received, most] = [0, 0];
  const { body } = await fetch(`${server.url}/api/archive/@public`);
  for await (const piece of body ?? []) {
    received += piece.byteLength;
    if (received % (8 * MIB) < piece.byteLength) most = Math.max(most, residentBytes(server.process.pid) - before);
  }
  expect(received).toBeGreaterThan(LARGE);
  expect(most).toBeLessThan(64 * MIB);
}, 60_000);
