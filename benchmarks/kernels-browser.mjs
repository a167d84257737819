/**
 * Measures the kernels in Chromium beside the same in Node, by turns: `node benchmarks/kernels-browser.mjs [CASES]`.
 * Needs the inputs that `npm run bench:kernels` makes, and Chromium (CHROMIUM names another place than /usr/bin/chromium).
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChunkCodec } from "@caterva2/blosc2";
import { chromium } from "playwright-core";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const kernels = join(root, ".cache", "bench", "kernels");
const wanted = (
  process.argv[2] ?? "decode/*/shuffle/field-f4,decode/*/shuffle/tomo-u2,encode/lz4/shuffle/field-f4"
).split(",");
const ROUNDS = 6;
const MILLISECONDS = 60;

if (!existsSync(join(kernels, "kernels.json"))) throw new Error("no inputs: run `npm run bench:kernels` first");
const cases = JSON.parse(readFileSync(join(kernels, "kernels.json"), "utf8")).filter(isWanted);
const codec = await createChunkCodec();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundle() });
  await page.evaluate(`blosc2.createChunkCodec().then((codec) => { globalThis.codec = codec; })`);
  await page.evaluate(`globalThis.prepare = ${prepare}; globalThis.fastest = ${fastest}`);
  const ratios = [];
  for (const asked of cases) ratios.push(await compare(page, asked));
  ratios.sort((a, b) => a - b);
  console.log(`Chromium to Node: median x${ratios[ratios.length >> 1].toFixed(2)}, least x${ratios[0].toFixed(2)}`);
} finally {
  await browser.close();
}

function isWanted({ id, kind, codec: name, clevel }) {
  const encodable = kind === "decode" || (kind === "encode" && clevel > 0 && !/zlib|zstd/.test(name));
  return encodable && wanted.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(id));
}

/** The package as one script with a global name. */
async function bundle() {
  const entry = join(root, "packages", "blosc2", "src", "index.ts");
  const lib = { entry, formats: ["iife"], name: "blosc2", fileName: "blosc2" };
  const [{ output }] = await build({ configFile: false, logLevel: "silent", build: { write: false, lib } });
  return output.find((file) => file.isEntry).code;
}

/** Speed in Chromium divided by that in Node, of the fastest calls. */
async function compare(page, asked) {
  const bytes = readFileSync(join(kernels, asked.kind === "decode" ? asked.chunk : asked.raw));
  const { chunk, raw, ...facts } = asked;
  const call = prepare(codec, new Uint8Array(bytes), facts);
  await page.evaluate(
    ([text, inPage]) => {
      const content = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      globalThis.call = globalThis.prepare(globalThis.codec, content, inPage);
    },
    [bytes.toString("base64"), facts],
  );
  let [node, chrome] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round += 1) {
    node = Math.min(node, fastest(call, MILLISECONDS));
    chrome = Math.min(chrome, await page.evaluate(`fastest(call, ${MILLISECONDS})`));
  }
  const speed = (milliseconds) => `${(asked.bytes / milliseconds / 1000).toFixed(0)} MB/s`;
  console.log(`${asked.id.padEnd(40)} Node ${speed(node)}  Chromium ${speed(chrome)}  x${(node / chrome).toFixed(2)}`);
  return node / chrome;
}

/** Runs in both: a call of the case without arguments. */
function prepare(chunkCodec, content, { kind, bytes, codec: name, clevel, typesize, blocksize, filters }) {
  const target = new Uint8Array(bytes);
  if (kind === "decode") return () => chunkCodec.decodeChunk(content, bytes, target);
  const ids = { SHUFFLE: 1, BITSHUFFLE: 2, DELTA: 3, TRUNC_PREC: 4, BYTEDELTA: 35 };
  const params = {
    codec: name,
    clevel,
    typesize,
    blocksize,
    filters: filters.map(([filter]) => ids[filter]),
    filtersMeta: filters.map(([filter, meta]) => (filter === "BYTEDELTA" ? typesize : meta)),
    splitMode: "auto",
  };
  return () => chunkCodec.encodeChunk(content, params);
}

/** Runs in both: milliseconds of the fastest call. */
function fastest(call, milliseconds) {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + milliseconds;
  do {
    const start = performance.now();
    // The clock of a page is coarse: several calls are one measurement.
    for (let index = 0; index < 3; index += 1) call();
    best = Math.min(best, (performance.now() - start) / 3);
  } while (performance.now() < end);
  return best;
}
