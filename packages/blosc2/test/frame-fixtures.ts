import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What `interop/blosc2/make_frames.py` says of an array. */
export interface ArrayFacts {
  readonly shape: number[];
  readonly chunks: number[];
  readonly blocks: number[];
  readonly dtype: string;
  readonly nchunks: number;
  /** Of the content in C order; null where it is too large to read whole. */
  readonly sha256: string | null;
}

/** What it says of a super-chunk. */
export interface SChunkFacts {
  readonly nbytes: number;
  readonly chunksize: number;
  readonly nchunks: number;
  readonly typesize: number;
  readonly sha256: string;
  /** Of the stored chunks. */
  readonly chunks: string[];
}

const FRAMES = new URL("./fixtures/frames/", import.meta.url);
const manifest: Record<string, ArrayFacts | SChunkFacts> = JSON.parse(
  readFileSync(new URL("manifest.json", FRAMES), "utf8"),
);

export const arrayFixtures: [string, ArrayFacts][] = Object.entries(manifest).flatMap(([name, facts]) =>
  "shape" in facts ? [[name, facts]] : [],
);

export const schunkFixtures: [string, SChunkFacts][] = Object.entries(manifest).flatMap(([name, facts]) =>
  "typesize" in facts ? [[name, facts]] : [],
);

/** The bytes of a frame, a fresh copy. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FRAMES)));
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
