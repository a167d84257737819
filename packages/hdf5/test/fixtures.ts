import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Expected } from "./judge.ts";

const folder = new URL("fixtures/", import.meta.url);

/** The files that interop/hdf5/make_files.py has written, by name. */
export const FIXTURES: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".h5.gz"))
  .map((name) => name.replace(".h5.gz", ""));

export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(gunzipSync(readFileSync(new URL(`${name}.h5.gz`, folder))));
}

/** What h5py reads of them. */
export const EXPECTED: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL("expected.json", folder), "utf8"),
);
