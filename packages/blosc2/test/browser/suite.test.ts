import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { describe, expect, it } from "vitest";
import { inChromium, noBrowser } from "./chromium.ts";
import type { PageResult } from "./page-main.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, "..", "..");
const ROOT = join(PACKAGE, "..", "..");
/**
 * Left out: a snapshot of names has nothing to do with the runtime; the other two load packages from node_modules by
 * name, as no page can: the packed package is tried in a page with them; sparse frames are directories, which a page
 * does not list. Tests that use more of Node than
 * `page-node.ts` stands for are Node's own.
 */
const LEFT_OUT = [
  "src/index.test.ts",
  "src/plugins/images.test.ts",
  "src/plugins/codestream.test.ts",
  "src/schunk/sparse.test.ts",
];
const NODE_ONLY = /from "(node:(?!(fs|crypto)")|.*\/requires\.ts")/;
const suites = readdirSync(join(PACKAGE, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => join("src", name))
  .filter((name) => name.endsWith(".test.ts") && !LEFT_OUT.includes(name) && !NODE_ONLY.test(textOf(name)));

function textOf(name: string): string {
  return readFileSync(join(PACKAGE, name), "utf8");
}

/** Gives tests the page's stand-ins for Node, and addresses of fixtures on the server. */
function pagePlugin(): Plugin {
  return {
    name: "page",
    enforce: "pre",
    resolveId(id, importer) {
      if (id === "virtual:suites") return "\0suites";
      if (id === "vitest") return join(HERE, "page-vitest.ts");
      if (id === "node:fs" || id === "node:crypto") return join(HERE, "page-node.ts");
      const isNodeDoor = importer !== undefined && join(dirname(importer), id) === join(PACKAGE, "src", "node.ts");
      return isNodeDoor ? join(HERE, "page-compressors.ts") : undefined;
    },
    load(id) {
      if (id !== "\0suites") return undefined;
      const lines = suites.map(
        (name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(join(PACKAGE, name))})`,
      );
      return `export const suites = { ${lines.join(",\n")} };`;
    },
    transform(code, id) {
      const path = relative(ROOT, id);
      if (!/^packages\/(blosc2|ndarray)\/(test\/|.*\.test\.ts)/.test(path)) return undefined;
      return code.replaceAll(
        "import.meta.url",
        `new URL(${JSON.stringify(`/repository/${path}`)}, location.href).href`,
      );
    },
  };
}

describe.skipIf(noBrowser)(`the package's own suite ${noBrowser ?? "in Chromium"}`, () => {
  it("passes", { timeout: 900_000 }, async () => {
    const site = mkdtempSync(join(tmpdir(), "cat2-suite-"));
    try {
      const input = { index: join(HERE, "page-main.ts") };
      await build({
        configFile: false,
        logLevel: "silent",
        root: ROOT,
        plugins: [pagePlugin()],
        build: {
          target: "esnext",
          outDir: join(site, "out"),
          minify: false,
          rollupOptions: { input, output: { entryFileNames: "[name].js" } },
        },
      });
      cpSync(join(PACKAGE, "test/fixtures"), join(site, "out/repository/packages/blosc2/test/fixtures"), {
        recursive: true,
      });
      const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/index.js"></script>';
      writeFileSync(join(site, "out/index.html"), page);
      const told = await inChromium(join(site, "out"), async (open, log) => {
        await open.waitForFunction("window.told !== undefined", undefined, { timeout: 850_000 }).catch((error) => {
          throw new Error(`${error}\n${log.join("\n")}`);
        });
        return (await open.evaluate("window.told")) as { results: PageResult[]; broken: string[] };
      });
      expect(told.broken).toEqual([]);
      const failed = told.results.filter(({ state }) => state !== "pass" && state !== "skip");
      expect(failed).toEqual([]);
      expect(told.results.filter(({ state }) => state === "pass").length).toBeGreaterThan(900);
    } finally {
      rmSync(site, { recursive: true, force: true });
    }
  });
});
