import { spawnSync } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { parseDType } from "@caterva2/ndarray";
import { encodeB2ndMeta } from "../../packages/blosc2/src/b2nd/meta.ts";
import { FIELD } from "../../packages/blosc2/src/frame/header.ts";
import type { FrameParts } from "../../packages/blosc2/src/frame/write.ts";
import { EXAMPLES } from "../served.ts";
import { chunkIndex, storedArray, storedChunk } from "./stored-array.ts";

type Files = Map<string, Uint8Array>;

/** Fills a folder with files that a careless reader would choke on. Returns their names. */
export async function writeHostileFiles(folder: string): Promise<string[]> {
  const files: Files = new Map();
  const array = await readFile(join(EXAMPLES, "ds-1d.b2nd"));
  const frame = await readFile(join(EXAMPLES, "ds-hello.b2frame"));
  addTruncated(files, "array", ".b2nd", array);
  addTruncated(files, "frame", ".b2frame", frame);
  addTruncated(files, "text", ".md.b2", frame);
  addDamaged(files, array);
  addLies(files);
  addRandom(files);
  addOddNames(files, array);
  for (const [name, bytes] of files) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return [...files.keys(), ...(await addLinks(folder))];
}

function addTruncated(files: Files, name: string, extension: string, whole: Uint8Array): void {
  const lengths = [0, 1, 10, 24, 86, 97, 130, 200, whole.length >> 1, whole.length - 60, whole.length - 23];
  for (const length of [...lengths, whole.length - 1]) {
    files.set(`cut/${name}-${length}${extension}`, whole.subarray(0, length));
  }
}

/** Single fields of a good header made wrong. */
function addDamaged(files: Files, good: Uint8Array): void {
  const change = (name: string, edit: (view: DataView) => void) => {
    const bytes = Uint8Array.from(good);
    edit(new DataView(bytes.buffer));
    files.set(`damaged/${name}.b2nd`, bytes);
  };
  change("magic", (view) => view.setUint8(FIELD.magic, 0x63));
  change("header-length", (view) => view.setUint32(FIELD.headerLength, 0xffff_ffff));
  change("header-length-1", (view) => view.setUint32(FIELD.headerLength, 1));
  change("frame-length", (view) => view.setBigUint64(FIELD.frameLength, 2n ** 63n - 1n));
  change("nbytes-80gb", (view) => view.setBigInt64(FIELD.nbytes, 80_000_000_000n));
  change("nbytes-negative", (view) => view.setBigInt64(FIELD.nbytes, -1n));
  change("cbytes", (view) => view.setBigInt64(FIELD.cbytes, 2n ** 62n));
  change("cbytes-0", (view) => view.setBigInt64(FIELD.cbytes, 0n));
  change("typesize", (view) => view.setInt32(FIELD.typesize, 0x7fff_ffff));
  change("typesize-negative", (view) => view.setInt32(FIELD.typesize, -8));
  change("blocksize", (view) => view.setInt32(FIELD.blocksize, 0x7fff_ffff));
  change("chunksize-0", (view) => view.setInt32(FIELD.chunksize, 0));
  change("chunksize-1", (view) => view.setInt32(FIELD.chunksize, 1));
  change("chunksize-2gb", (view) => view.setInt32(FIELD.chunksize, 0x7fff_ffff));
  change("codec", (view) => view.setUint8(FIELD.codecFlags, 0x0f));
  change("version", (view) => view.setUint8(FIELD.generalFlags, 0x1f));
  change("trailer", (view) => view.setUint32(view.byteLength - 22, 0xffff_ffff));
  for (let at = FIELD.metalayers; at < 200; at += 7) change(`byte-${at}`, (view) => view.setUint8(at, 0xff));
  for (let at = 240; at < good.length; at += 419) {
    change(`data-${at}`, (view) => view.setBigUint64(Math.min(at, good.length - 8), 2n ** 64n - 1n));
  }
}

/** Well-formed frames that promise what they do not hold. */
function addLies(files: Files): void {
  const chunk = storedChunk(new Uint8Array(800).fill(7), 8);
  const index = chunkIndex;
  const lie = (
    name: string,
    extents: { shape: number[]; chunk?: number; block?: number },
    more: Partial<FrameParts>,
  ) => {
    const { shape, chunk: chunkItems = 100, block = 100 } = extents;
    const geometry = { shape, chunks: lastAxis(shape, chunkItems), blocks: lastAxis(shape, block) };
    files.set(`lies/${name}.b2nd`, storedArray(geometry, [chunk, chunk], { nbytes: 1600, ...more }));
  };
  const two = { shape: [200] };
  const huge = 10_000_000_000;
  const zeros = 0x81n << 56n;
  lie("offsets-same-chunk", two, { index: index([0n, 0n]) });
  lie("offsets-of-the-index", two, { index: index([1664n, 1664n]) });
  lie("offsets-past-the-end", two, { index: index([2n ** 55n, 2n ** 40n]) });
  lie("offsets-negative", two, { index: index([-100n, -1n]) });
  lie("offsets-of-odd-kinds", two, { index: index([0xffn << 56n, 0x88n << 56n]) });
  lie("index-too-short", two, { index: index([0n]) });
  lie("index-empty", two, { index: new Uint8Array(0) });
  lie("shape-80gb", { shape: [huge] }, { nbytes: 8 * huge });
  lie("shape-80gb-frame-small", { shape: [huge] }, {});
  lie("shape-overflows", { shape: [2 ** 31, 2 ** 31, 2 ** 31] }, {});
  lie(
    "zeros-80gb",
    { shape: [huge], chunk: 200_000_000, block: 1_000_000 },
    {
      nbytes: 8 * huge,
      chunks: [],
      index: index(new Array(50).fill(zeros)),
    },
  );
  lie(
    "bomb-one-chunk-many-times",
    { shape: [10_000_000] },
    { nbytes: 80_000_000, index: index(new Array(100_000).fill(0n)) },
  );
  lie("chunk-header-2gb", two, { chunks: [chunkThatPromises(0x7fff_ffff), chunk] });
  lie("chunk-without-bytes", two, { chunks: [chunk.subarray(0, 20), chunk.subarray(0, 32)] });
  lie("chunk-of-random-streams", two, { chunks: [compressedNonsense(), compressedNonsense()] });
  const nested = new Uint8Array(200_000).fill(0x91);
  lie("vlmeta-deep", two, { vlmeta: [{ name: "deep", content: storedChunk(nested, 1) }] });
  lie("vlmeta-huge", two, { vlmeta: [{ name: "huge", content: storedChunk(binary(4_000_000), 1) }] });
  lie("vlmeta-bomb", two, { vlmeta: [{ name: "bomb", content: deflatedChunk(binary(200_000_000)) }] });
  lie("vlmeta-promises", two, {
    vlmeta: [{ name: "promises", content: storedChunk(Uint8Array.of(0xdd, 255, 255, 255, 255), 1) }],
  });
  lie("vlmeta-no-chunk", two, { vlmeta: [{ name: "none", content: new Uint8Array(40).fill(255) }] });
  lie("vlmeta-odd-names", two, { vlmeta: [{ name: "__proto__", content: storedChunk(Uint8Array.of(0x80), 1) }] });
  lie("dtype-long", two, { metalayers: [{ name: "b2nd", content: dtypeText(`[${"('a', ".repeat(9000)}`) }] });
  lie("dtype-code", two, { metalayers: [{ name: "b2nd", content: dtypeText("__import__('os').abort()") }] });
}

function lastAxis(shape: readonly number[], extent: number): number[] {
  return shape.map((_, axis) => (axis === shape.length - 1 ? extent : 1));
}

/** MessagePack bin32. */
function binary(length: number): Uint8Array {
  const bytes = new Uint8Array(5 + length);
  bytes[0] = 0xc6;
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

/** A chunk of one block, compressed by zlib. */
function deflatedChunk(data: Uint8Array): Uint8Array {
  const stream = deflateSync(data);
  const chunk = new Uint8Array(40 + stream.length);
  const view = new DataView(chunk.buffer);
  // Format version 5, codec format 1; extended header, not split, zlib.
  chunk.set([5, 1, 0x75, 1]);
  view.setUint32(4, data.length, true);
  view.setUint32(8, data.length, true);
  view.setUint32(12, chunk.length, true);
  view.setUint32(32, 36, true);
  view.setUint32(36, stream.length, true);
  chunk.set(stream, 40);
  return chunk;
}

/** The metalayer of 200 items with any text as its dtype. */
function dtypeText(text: string): Uint8Array {
  const meta = encodeB2ndMeta({ shape: [200], chunks: [100], blocks: [100], dtype: parseDType("<i8") });
  const head = meta.subarray(0, meta.length - "<i8".length);
  const bytes = Buffer.concat([head, Buffer.from(text)]);
  bytes.writeUInt32BE(text.length, head.length - 4);
  return bytes;
}

function chunkThatPromises(nbytes: number): Uint8Array {
  const chunk = compressedNonsense();
  new DataView(chunk.buffer).setUint32(4, nbytes, true);
  new DataView(chunk.buffer).setUint32(8, nbytes, true);
  return chunk;
}

/** A Zstandard chunk of 800 bytes whose block offset points at its own header and whose streams are noise. */
function compressedNonsense(): Uint8Array {
  const chunk = noise(832, 5);
  const view = new DataView(chunk.buffer);
  chunk.set([5, 1, 0x85, 8]);
  view.setUint32(4, 800, true);
  view.setUint32(8, 800, true);
  view.setUint32(12, chunk.length, true);
  chunk.fill(0, 16, 32);
  view.setUint32(32, 0, true);
  return chunk;
}

/** The same bytes for the same seed. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function addRandom(files: Files): void {
  const extensions = [
    "b2nd",
    "b2frame",
    "b2z",
    "b2e",
    "h5",
    "hdf5",
    "md",
    "md.b2",
    "png",
    "ipynb",
    "ipynb.b2",
    "txt",
    "b2",
  ];
  for (const [seed, extension] of extensions.entries()) {
    files.set(`random/noise.${extension}`, noise(3000, seed + 1));
    files.set(`random/empty.${extension}`, new Uint8Array(0));
  }
  files.set("random/deep.ipynb", new TextEncoder().encode("[".repeat(100_000)));
  files.set("random/cells.ipynb", new TextEncoder().encode('{"cells": 7, "nbformat": {}}'));
  files.set("random/deep.md", new TextEncoder().encode(`${">".repeat(50_000)} ${"[".repeat(50_000)}`));
}

function addOddNames(files: Files, array: Uint8Array): void {
  const names = [
    "a b",
    "ü-日本-🙂",
    "new\nline",
    "50%",
    "%2e%2e",
    "%00",
    "quote\"'`",
    "<img src=x>",
    "a\\b",
    "semi;colon",
    "?q=1#h",
  ];
  for (const name of [...names, "..x", "x..", "...", " ", "-rf", "a\u202eb", "x".repeat(240)]) {
    files.set(`names/${name}.b2nd`, array);
  }
}

async function addLinks(folder: string): Promise<string[]> {
  await mkdir(join(folder, "links"));
  const targets = {
    "links/passwd": "/etc/passwd",
    "links/root": "/",
    "links/state.json": "../../db.json",
    "links/peer.b2nd": "../../peer_id",
    "links/loop": "loop",
    "links/up": "..",
    "links/gone.b2nd": "nowhere.b2nd",
    "links/endless.txt": "/dev/zero",
  };
  for (const [name, target] of Object.entries(targets)) await symlink(target, join(folder, name));
  const pipe = join(folder, "links", "pipe.b2nd");
  const made = spawnSync("mkfifo", [pipe]);
  if (made.status !== 0) throw new Error(`mkfifo failed: ${made.stderr}`);
  return [...Object.keys(targets), "links/pipe.b2nd", "links/root/etc/passwd", "links/up/links/up/names"];
}
