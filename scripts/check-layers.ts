/**
 * Holds the layers of docs/architecture.md: which package may import which, `node:*` only at the
 * edges, one door a package, no import cycles (type imports count). Prints each breach; exit status 1 if any.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const packagesRoot = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages");

/** What each package may import besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  ndarray: [],
  blosc2: ["ndarray"],
  hdf5: ["ndarray"],
  compute: ["ndarray"],
  storage: ["ndarray"],
  protocol: ["ndarray"],
  accounts: ["ndarray"],
  repository: ["ndarray", "blosc2", "hdf5", "compute", "storage", "protocol"],
  server: ["ndarray", "blosc2", "hdf5", "compute", "storage", "protocol", "accounts", "repository"],
  client: ["ndarray", "blosc2", "protocol"],
  cli: ["ndarray", "blosc2", "storage", "protocol", "accounts", "repository", "server", "client"],
  plot: ["ndarray"],
  web: ["ndarray", "blosc2", "protocol", "client", "plot"],
};

/** Second doors: for one runtime each, or with something optional behind them. */
const EXTRA_DOORS = [
  "@caterva2/blosc2/node",
  "@caterva2/blosc2/browser",
  "@caterva2/blosc2/ndarray",
  "@caterva2/blosc2/jpeg2000",
  "@caterva2/blosc2/htj2k",
  "@caterva2/hdf5/node",
];

/** Packages that may use Node's own modules anywhere. */
const NODE_PACKAGES = ["storage", "accounts", "server", "cli"];

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s[^;'"]*?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|^\s*import\s+["']([^"']+)["']/gm;

export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
}

/** The module specifiers of a TypeScript text; comments are not looked into. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** The breaches of one file; `path` is relative to the packages folder. */
export function breachesOf(file: SourceFile): string[] {
  const owner = file.path.split("/")[0] ?? "";
  const allowed = LAYERS[owner];
  if (!allowed) return [`${file.path}: package ${owner} has no line in the table of layers`];
  return file.imports.flatMap((specifier) => {
    const problem = breachOf(file.path, owner, allowed, specifier);
    return problem ? [`${file.path}: ${problem}`] : [];
  });
}

function breachOf(path: string, owner: string, allowed: readonly string[], specifier: string): string | undefined {
  if (specifier.startsWith("@caterva2/")) {
    const name = specifier.split("/")[1] ?? "";
    if (specifier.split("/").length > 2 && !EXTRA_DOORS.includes(specifier)) return `goes past the door: ${specifier}`;
    return allowed.includes(name) ? undefined : `${owner} may not import ${name}`;
  }
  if (specifier.startsWith(".")) {
    const target = normalize(join(dirname(path), specifier));
    return target.startsWith(`${owner}/`) ? undefined : `reaches into another package: ${specifier}`;
  }
  if (!specifier.startsWith("node:")) return undefined;
  const edge = NODE_PACKAGES.includes(owner) || /(^|[/-])node\.ts$/.test(path);
  return edge ? undefined : `uses ${specifier} away from the edges`;
}

/** Import cycles among files, each as the list of its members. */
export function cyclesOf(files: readonly SourceFile[]): string[][] {
  const known = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      cycles.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, "open");
    trail.push(path);
    for (const specifier of known.get(path)?.imports ?? []) {
      const target = specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : undefined;
      if (target && known.has(target)) visit(target);
    }
    trail.pop();
    state.set(path, "done");
  };
  for (const file of files) visit(file.path);
  return cycles;
}

function readSources(): SourceFile[] {
  return readdirSync(packagesRoot, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(packagesRoot, join(entry.parentPath, entry.name)))
    .filter((path) => /^[^/]+\/src\//.test(path))
    .map((path) => ({ path, imports: importsOf(readFileSync(join(packagesRoot, path), "utf8")) }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readSources();
  const problems = [
    ...files.flatMap(breachesOf),
    ...cyclesOf(files).map((cycle) => `import cycle: ${cycle.join(" -> ")}`),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`${files.length} files, ${problems.length} breaches of the layers`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
