/**
 * Encodes a matrix of parameters and writes, into the directory given as argument, `NNNN.chunk`, the content
 * `NNNN.raw`, and `index.json` with what each is. For other implementations to judge what we write.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createChunkCodec } from "../src/chunk/chunk-codec.ts";
import type { CodecName, EncodeParams } from "../src/chunk/types.ts";
import { nodeCompressors } from "../src/node.ts";
import { noise, ramp, text } from "./sample-data.ts";

const CODECS = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"] as const satisfies readonly CodecName[];
const PIPELINES: readonly (readonly number[])[] = [
  [],
  [1],
  [2],
  [3],
  [3, 1],
  [3, 2],
  [1, 35],
  [4, 1],
  [4, 3, 1],
  [3, 1, 35, 2, 1, 35],
  [1, 1, 2, 35, 1, 2],
];
const TYPESIZES = [1, 2, 3, 4, 7, 8, 12, 16, 31, 32, 255];
const SPLITS = ["always", "never", "auto", "forward"] as const;
const TRUNC_PREC = 4;
const DELTA = 3;

interface Entry {
  readonly name: string;
  readonly lossy: boolean;
  readonly params: EncodeParams;
}

const directory = process.argv[2];
if (directory === undefined) throw new Error("Give a directory.");
mkdirSync(directory, { recursive: true });
const codec = await createChunkCodec({ compressors: nodeCompressors });
const index: (Entry & { readonly file: string })[] = [];

for (const { entry, data } of cases()) {
  const file = String(index.length).padStart(4, "0");
  const chunk = codec.encodeChunk(data, entry.params);
  writeFileSync(join(directory, `${file}.chunk`), chunk);
  // A lossy filter's content is what comes back: readers must agree on it.
  writeFileSync(join(directory, `${file}.raw`), entry.lossy ? codec.decodeChunk(chunk, data.length) : data);
  index.push({ ...entry, file });
}
writeFileSync(join(directory, "index.json"), JSON.stringify(index));

function* cases(): Generator<{ entry: Entry; data: Uint8Array }> {
  let turn = 0;
  for (const typesize of TYPESIZES) {
    for (const filters of PIPELINES) {
      const lossy = filters.includes(TRUNC_PREC);
      if (lossy && typesize !== 4 && typesize !== 8) continue;
      for (const codecName of CODECS) {
        const items = [40, 203, 64, 1000][turn % 4] ?? 40;
        // c-blosc2 loses bytes behind the last whole item when the delta filter is on.
        const extra = filters.includes(DELTA) || typesize === 1 ? 0 : turn % 3;
        const splitMode = SPLITS[turn % SPLITS.length] ?? "auto";
        const clevel = 1 + (turn % 9);
        turn += 1;
        const metas = filters.map((filter) =>
          filter === TRUNC_PREC ? 12 : filter === 35 ? Math.min(typesize, 127) : 0,
        );
        const params = { codec: codecName, clevel, typesize, filters, filtersMeta: metas, splitMode } as const;
        const blocksize = typesize * Math.ceil(items / 3);
        yield {
          entry: { name: `${codecName}/${typesize}/${filters.join("-")}`, lossy, params: { ...params, blocksize } },
          data: ramp(items * typesize + extra, typesize),
        };
      }
    }
  }
  yield* levels();
  yield* dictionaries();
}

function* dictionaries(): Generator<{ entry: Entry; data: Uint8Array }> {
  const filtered = [[], [1], [2], [3], [1, 35]];
  for (const codecName of ["lz4", "lz4hc", "zstd"] as const) {
    for (const [number, filters] of filtered.entries()) {
      for (const [name, data] of Object.entries({ text: text(60_000), ramp: ramp(40_000, 4), small: text(7000) })) {
        for (const splitMode of ["never", "always"] as const) {
          const filtersMeta = filters.map((filter) => (filter === 35 ? 4 : 0));
          const common = { codec: codecName, clevel: 1 + 2 * number, typesize: 4, blocksize: 2000, useDict: true };
          const params = { ...common, filters, filtersMeta, splitMode };
          yield { entry: { name: `${codecName}/dictionary/${filters.join("-")}/${name}`, lossy: false, params }, data };
        }
      }
    }
  }
}

function* levels(): Generator<{ entry: Entry; data: Uint8Array }> {
  const contents = {
    text: text(20_000),
    noise: noise(5000),
    zeros: new Uint8Array(4000),
    ones: new Uint8Array(4000).fill(1),
  };
  for (const codecName of CODECS) {
    for (let clevel = 0; clevel <= 9; clevel += 1) {
      for (const [name, data] of Object.entries(contents)) {
        const params = {
          codec: codecName,
          clevel,
          typesize: 4,
          blocksize: 4096,
          filtersMeta: [0],
          splitMode: "auto",
        } as const;
        yield {
          entry: { name: `${codecName}/${name}/${clevel}`, lossy: false, params: { ...params, filters: [1] } },
          data,
        };
      }
    }
    for (const size of [0, 1, 2, 3, 7, 15, 16, 17, 33]) {
      const params = {
        codec: codecName,
        clevel: 5,
        typesize: 1,
        blocksize: 64,
        filtersMeta: [],
        splitMode: "auto",
      } as const;
      yield {
        entry: { name: `${codecName}/tiny/${size}`, lossy: false, params: { ...params, filters: [] } },
        data: text(size),
      };
    }
  }
}
