import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A chunk that python-blosc2 wrote (interop/blosc2/make_chunks.py), and the digest of its content. */
export interface FixtureChunk {
  readonly name: string;
  readonly nbytes: number;
  readonly sha256: string;
  readonly chunk: Uint8Array;
}

interface IndexEntry {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly nbytes: number;
  readonly sha256: string;
}

export function readFixtureChunks(): FixtureChunk[] {
  const all = new Uint8Array(readFileSync(new URL("./fixtures/chunks.bin", import.meta.url)));
  // Written by make_chunks.py beside the chunks.
  const index = JSON.parse(readFileSync(new URL("./fixtures/chunks.json", import.meta.url), "utf8")) as IndexEntry[];
  return index.map(({ name, offset, length, nbytes, sha256 }) => {
    return { name, nbytes, sha256, chunk: all.subarray(offset, offset + length) };
  });
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
