/**
 * Compiles the AssemblyScript kernels of packages/blosc2/assembly into
 * packages/blosc2/src/kernels/kernels-binary.ts: the WebAssembly module as text (wasm-text.ts), so that the same
 * import works in Node and in browsers. The encoder of zlib, ZFP and JPEG 2000 are modules of their own, which few need. Does nothing for a
 * module whose sources, compiler and options are the ones of last time.
 * Plain JavaScript: it runs during set-up, on any Node >= 20.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const blosc2 = join(root, "packages", "blosc2");
const modules = [
  {
    what: "kernels",
    assembly: join(blosc2, "assembly"),
    output: join(blosc2, "src", "kernels", "kernels-binary.ts"),
    name: "KERNELS_TEXT",
    // The host gives the memory, new and so full of zeros: others may use it too (decision 67).
    own: ["--importMemory", "--zeroFilledMemory"],
  },
  {
    what: "encoder of zlib",
    assembly: join(blosc2, "assembly", "deflate"),
    shared: [join(blosc2, "assembly")],
    output: join(blosc2, "src", "deflate", "deflate-binary.ts"),
    name: "DEFLATE_TEXT",
    own: [],
  },
  {
    what: "decoder of ZFP",
    assembly: join(blosc2, "assembly", "zfp"),
    output: join(blosc2, "src", "plugins", "zfp-binary.ts"),
    name: "ZFP_TEXT",
    own: [],
  },
  {
    what: "decoder of JPEG 2000",
    assembly: join(blosc2, "assembly", "jpeg2000"),
    output: join(blosc2, "src", "plugins", "jpeg2000", "jpeg2000-binary.ts"),
    name: "JPEG2000_TEXT",
    own: [],
  },
];
const compiler = join(root, "node_modules", "assemblyscript");
const options = [
  "-O3s",
  "--noAssert",
  "--runtime",
  "stub",
  "--enable",
  "simd",
  "--enable",
  "bulk-memory",
  "--use",
  "abort=",
];

for (const module of modules) {
  const stamp = `// Sources: ${digestOfInputs(module)}`;
  const { output } = module;
  if (!existsSync(output) || !readFileSync(output, "utf8").startsWith(stamp)) compile(module, stamp);
}

function digestOfInputs({ assembly, shared = [], own }) {
  const hash = createHash("sha256").update(["deflated", ...options, ...own].join(" "));
  hash.update(readFileSync(join(compiler, "package.json")));
  for (const folder of [assembly, ...shared]) {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    for (const name of names.sort()) {
      hash
        .update(name)
        .update("\0")
        .update(readFileSync(join(folder, name)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

function compile({ what, assembly, output, name, own }, stamp) {
  const scratch = mkdtempSync(join(tmpdir(), "kernels-"));
  try {
    const wasm = join(scratch, "kernels.wasm");
    const entry = join(assembly, "index.ts");
    const args = [join(compiler, "bin", "asc.js"), entry, "-o", wasm, ...options, ...own];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error(`The ${what} does not compile (exit status ${status}).`);
    const carried = deflateRawSync(readFileSync(wasm), { level: 9 }).toString("base64");
    const text = `${stamp}\n/** The compiled ${what}; made by scripts/build-kernels.mjs. */\nexport const ${name}: string =\n  "${carried}";\n`;
    const unfinished = `${output}.${process.pid}.partial`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, output);
    console.log(`Compiled the ${what} (${carried.length} characters).`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
