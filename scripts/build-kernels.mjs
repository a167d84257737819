/**
 * Compiles the AssemblyScript kernels of packages/blosc2/assembly into
 * packages/blosc2/src/kernels/kernels-binary.ts: the WebAssembly module as a base64 text, so that the same
 * import works in Node and in browsers. Does nothing when sources, compiler and options are the ones of last time.
 * Plain JavaScript: it runs during set-up, on any Node >= 20.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const assembly = join(root, "packages", "blosc2", "assembly");
const output = join(root, "packages", "blosc2", "src", "kernels", "kernels-binary.ts");
const compiler = join(root, "node_modules", "assemblyscript");
const options = [
  "-O3",
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

const digest = digestOfInputs();
const stamp = `// Sources: ${digest}`;
if (!existsSync(output) || !readFileSync(output, "utf8").startsWith(stamp)) compile();

function digestOfInputs() {
  const hash = createHash("sha256").update(options.join(" "));
  hash.update(readFileSync(join(compiler, "package.json")));
  for (const name of readdirSync(assembly).sort()) {
    hash
      .update(name)
      .update("\0")
      .update(readFileSync(join(assembly, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

function compile() {
  const scratch = mkdtempSync(join(tmpdir(), "kernels-"));
  try {
    const wasm = join(scratch, "kernels.wasm");
    const entry = join(assembly, "index.ts");
    const args = [join(compiler, "bin", "asc.js"), entry, "-o", wasm, ...options];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error(`The kernels do not compile (exit status ${status}).`);
    const base64 = readFileSync(wasm).toString("base64");
    const text = `${stamp}\n/** The compiled kernels; made by scripts/build-kernels.mjs. */\nexport const KERNELS_BASE64: string =\n  "${base64}";\n`;
    const unfinished = `${output}.${process.pid}.partial`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, output);
    console.log(`Compiled the kernels (${base64.length} characters).`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
