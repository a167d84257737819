import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Find } from "./fuzz.ts";

/** Every input that a decoder once handled as none may, one file each: `TARGET-DIGEST.bin`. */
export const CORPUS = fileURLToPath(new URL("./corpus/", import.meta.url));

export interface CorpusCase {
  readonly name: string;
  readonly target: string;
  readonly input: Uint8Array;
}

export function readCorpus(): CorpusCase[] {
  const names = readdirSync(CORPUS).filter((name) => name.endsWith(".bin"));
  return names.map((name) => ({
    name,
    target: name.slice(0, name.lastIndexOf("-")).replaceAll("_", " "),
    input: new Uint8Array(readFileSync(join(CORPUS, name))),
  }));
}

/** Keeps a find; the same input is kept once. @returns the file's name */
export function keepFind(find: Find, directory: string): string {
  const digest = createHash("sha256").update(find.input).digest("hex").slice(0, 12);
  const name = `${find.target.replaceAll(" ", "_")}-${digest}.bin`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), find.input);
  return name;
}
