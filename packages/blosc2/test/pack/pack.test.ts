import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inChromium, noBrowser } from "../browser/chromium.ts";
import { pluginContent, pluginFrame } from "../plugin-fixtures.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const GRID = "Float64Array.from({ length: 600 }, (_, i) => Math.sin(i / 9))";
/** Writes an array, reads a plane of it, and one that a plug-in wrote; the same text runs in Node and in a page. */
const USE = (compressors: string) => `
import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { memorySource, parseDType, parseSliceText, wholeSelection } from "@caterva2/blosc2/ndarray";
import { jpeg2000 } from "@caterva2/blosc2/jpeg2000";
import { htj2k } from "@caterva2/blosc2/htj2k";
${compressors}
export async function use(image, fast, zfp) {
  const codec = await createChunkCodec({ compressors, plugins: [jpeg2000(), htj2k()] });
  const data = new Uint8Array(${GRID}.buffer);
  const frame = encodeB2nd({ dtype: parseDType("<f8"), shape: [20, 30], data }, { codec, cparams: { codec: "zstd", useDict: true } });
  const array = await openB2nd(memorySource(frame), { codec });
  const row = await array.read(parseSliceText("7, :", array.shape));
  // A codec that comes by itself when a chunk needs it.
  const waves = await openB2nd(memorySource(zfp), { codec });
  const wave = await waves.read(parseSliceText("2:4", waves.shape));
  const picture = await openB2nd(memorySource(image), { codec });
  const pixels = await picture.read(wholeSelection(picture.shape));
  // Of high throughput, which another module decodes.
  const second = await openB2nd(memorySource(fast), { codec });
  const fastPixels = await second.read(wholeSelection(second.shape));
  const numbers = new Float64Array(row.data.buffer, row.data.byteOffset, row.data.length / 8);
  return { shape: row.shape, third: numbers[2], small: frame.length < data.length, pixel: pixels.data[0], fast: fastPixels.data[0], wave: [...wave.data] };
}`;
const EXPECTED = {
  shape: [30],
  third: Math.sin(212 / 9),
  small: true,
  pixel: 175,
  fast: pluginContent("grok-ht")[0],
  wave: [...pluginContent("zfp-acc-1d-f4").subarray(8, 16)],
};

describe("the packed package", () => {
  const project = mkdtempSync(join(tmpdir(), "cat2-pack-"));
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  function run(program: string, ...args: string[]): string {
    const done = spawnSync(program, args, { cwd: project, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${args[0]}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  }

  beforeAll(() => {
    const tarball = run(process.execPath, join(ROOT, "scripts/pack-blosc2.mjs"), join(project, "tarball")).trim();
    writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
    run("npm", "install", "--offline", "--omit=optional", "--no-audit", "--no-fund", "--ignore-scripts", tarball);
    // The optional packages as npm lays them out; without a network there is nowhere else to take them from.
    for (const name of ["@bokuweb/zstd-wasm", "@cornerstonejs/codec-openjph"]) {
      cpSync(join(ROOT, "node_modules", name), join(project, "node_modules", name), { recursive: true });
    }
    mkdirSync(join(project, "public"));
    writeFileSync(join(project, "public", "image.b2nd"), pluginFrame("grok-u1"));
    writeFileSync(join(project, "public", "fast.b2nd"), pluginFrame("grok-ht"));
    writeFileSync(join(project, "public", "zfp.b2nd"), pluginFrame("zfp-acc-1d-f4"));
  }, 120_000);

  it("writes and reads in an empty project in Node", () => {
    writeFileSync(
      join(project, "use.js"),
      USE('import { nodeCompressors as compressors } from "@caterva2/blosc2/node";'),
    );
    const main = `import { readFileSync } from "node:fs"; import { use } from "./use.js";
      const read = (name) => new Uint8Array(readFileSync("public/" + name + ".b2nd"));`;
    writeFileSync(
      join(project, "main.js"),
      `${main} console.log(JSON.stringify(await use(read("image"), read("fast"), read("zfp"))));`,
    );
    expect(JSON.parse(run(process.execPath, "main.js"))).toEqual(EXPECTED);
  });

  it("has types that a strict compiler takes", () => {
    const text = `import { type B2ndArray, createChunkCodec, openB2nd } from "@caterva2/blosc2";
      import { memorySource } from "@caterva2/blosc2/ndarray";
      export async function shapeOf(bytes: Uint8Array): Promise<readonly number[]> {
        const array: B2ndArray = await openB2nd(memorySource(bytes), { codec: await createChunkCodec() });
        // @ts-expect-error: there is no such property
        array.noSuchProperty;
        return array.shape;
      }`;
    writeFileSync(join(project, "types.ts"), text);
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = ["--module", "nodenext", "--target", "es2024", "--lib", "es2024,dom", "--types", ""];
    run(process.execPath, compiler, "--noEmit", "--strict", "--ignoreConfig", ...options, "types.ts");
  });

  it.skipIf(noBrowser)(`works in a page that Vite builds ${noBrowser ?? ""}`, async () => {
    const compressors =
      'import { browserCompressors } from "@caterva2/blosc2/browser"; const compressors = await browserCompressors();';
    writeFileSync(join(project, "use-page.js"), USE(compressors));
    writeFileSync(
      join(project, "index.html"),
      `<!doctype html><script type="module">import { use } from "./use-page.js";
       const read = async (name) => new Uint8Array(await (await fetch("/" + name + ".b2nd")).arrayBuffer());
       use(await read("image"), await read("fast"), await read("zfp")).then((told) => { window.told = told; }, (error) => { window.told = String(error); });</script>`,
    );
    await build({ root: project, configFile: false, logLevel: "silent", build: { target: "esnext" } });
    const told = await inChromium(join(project, "dist"), async (page) => {
      await page.waitForFunction("window.told !== undefined");
      return page.evaluate("window.told");
    });
    expect(told).toEqual(EXPECTED);
  });
});
