import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";

const ENTRY = fileURLToPath(new URL("../src/index.ts", import.meta.url));
/** What a page may have to load before it reads its first chunk, in bytes; optional codecs come when they are needed. */
const LIMIT = 60 * 1024;

it("fits a page", { timeout: 60_000 }, async () => {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: true, lib: { entry: ENTRY, formats: ["es"], fileName: "blosc2" } },
  });
  const [output] = Array.isArray(built) ? built : [];
  const entry = output?.output.find((file) => file.type === "chunk" && file.isEntry);
  if (entry?.type !== "chunk") return expect.unreachable("no bundle");
  expect(entry.code).not.toMatch(/from\s*["'][^."']/); // nothing is left outside
  const bytes = gzipSync(entry.code).length;
  expect(bytes).toBeGreaterThan(10 * 1024);
  expect(bytes).toBeLessThanOrEqual(LIMIT);
});
