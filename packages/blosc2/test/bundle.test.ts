import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

const ENTRY = fileURLToPath(new URL("../src/index.ts", import.meta.url));

/** All that the package has but what is loaded on demand (optional codecs, editing, frames of other forms), in bytes. */
const WHOLE = 60 * 1024;
/** What a page loads that opens arrays and reads them. */
const READING = 48 * 1024;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-bundle-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** The files that are loaded before the first statement of a page that imports the package runs, minified as a page's are. */
async function loaded(input: string): Promise<string[]> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: true, rollupOptions: { input, preserveEntrySignatures: "strict" } },
  });
  if (!("output" in built)) return expect.unreachable("no bundle");
  const chunks = built.output.filter((file): file is Rollup.OutputChunk => file.type === "chunk");
  const found = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  // A set hands out what is added while it is walked.
  for (const name of found) {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    // Nothing is left outside.
    if (chunk === undefined) return expect.unreachable(`${name} is not in the bundle`);
    for (const imported of chunk.imports) found.add(imported);
  }
  return chunks.filter(({ fileName }) => found.has(fileName)).map(({ code }) => code);
}

const zipped = (code: string) => gzipSync(code).length;

test("the package fits a page", { timeout: 60_000 }, async () => {
  const bytes = zipped((await loaded(ENTRY)).join("\n"));
  expect(bytes).toBeGreaterThan(10 * 1024);
  expect(bytes).toBeLessThanOrEqual(WHOLE);
});

test("a page that reads loads what reading takes", { timeout: 60_000 }, async () => {
  const page = join(directory, "page.ts");
  const package_ = JSON.stringify(ENTRY);
  await writeFile(
    page,
    `import { createChunkCodec, openB2nd } from ${package_};\nconsole.log(createChunkCodec, openB2nd);\n`,
  );
  const files = await loaded(page);
  expect(files.reduce((sum, code) => sum + zipped(code), 0)).toBeLessThanOrEqual(READING);
});
