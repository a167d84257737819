import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";

/** What the GUI may load for its first plot, in bytes of gzip. */
const BUDGET = 25 * 1024;

it("is small", async () => {
  const entry = fileURLToPath(new URL("../src/index.ts", import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, target: "esnext", lib: { entry, formats: ["es"], fileName: "plot" } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) => ("output" in part ? part.output : []));
  const code = outputs.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  expect(code).toContain("webgl2");
  expect(gzipSync(code).byteLength).toBeLessThan(BUDGET);
});
