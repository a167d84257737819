import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { nodeDecompressors } from "@caterva2/hdf5/node";
import { memorySource, toTypedArray, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { requiresPython } from "../../../../test/requires.ts";
import type { Caller } from "../caller.ts";
import { createRepository } from "../repository.ts";
import { createWriter } from "../writing/writer.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const caller: Caller = {
  kind: "user",
  id: "aaaaaaaa-0000-0000-0000-000000000000",
  superuser: false,
  access: { public: "write", shared: "write", personal: "write" },
};
const file = new Uint8Array(readFileSync(new URL("../../test/fixtures/growing.h5", import.meta.url)));
const storage = memoryStorage({ "a.h5": file });
const repository = createRepository({
  roots: { public: storage },
  codec,
  limits: { answerBytes: 1_000_000, chunkBytes: 1_000_000 },
  decompressors: nodeDecompressors,
});
await createWriter({ roots: { public: storage }, planner: repository.plans }).unfold(caller, "@public/a.h5");

const count = (length: number) => Array.from({ length }, (_, index) => index);
/** Shape, chunks of the file, items. */
const DATASETS = {
  square: [[10, 10], [64, 64], count(100)],
  long: [[10, 150], [64, 64], count(1500)],
  line: [[50], [4096], count(50)],
  none: [[0, 10], [8, 64], []],
  shrunk: [[5, 3], [8, 8], count(5).flatMap((row) => [10 * row, 10 * row + 1, 10 * row + 2])],
} as const;
const KINDS = ["blosc2", "gzip", "plain"];
const CASES = KINDS.flatMap((kind) =>
  Object.entries(DATASETS).map(([name, facts]) => [`${kind}/${name}`, ...facts] as const),
);

async function frameOf(path: string): Promise<Uint8Array> {
  const answer = await repository.fetch(caller, path, {});
  if (answer.kind !== "built") throw new Error(`The answer is ${answer.kind}.`);
  return answer.frame;
}

describe("a dataset whose chunks reach beyond its shape", () => {
  it.each(CASES)("%s: description, chunks and items agree", async (name, shape, chunks, items) => {
    const [member, proxy] = [`@public/a.h5/${name}`, `@public/a/${name}.b2nd`];
    const { info } = await repository.info(caller, proxy);
    const grid = shape.reduce((total, extent, axis) => total * Math.ceil(extent / (chunks[axis] ?? 1)), 1);
    expect(info).toMatchObject({ shape, chunks, schunk: { nchunks: grid } });
    const { blocks, schunk } = (await repository.info(caller, member)).info as {
      blocks: number[];
      schunk: { chunksize: number };
    };
    expect((await repository.info(caller, member)).info).toMatchObject({ shape, chunks, blocks: info.blocks });
    for (const path of [member, proxy]) {
      const array = await openB2nd(memorySource(await frameOf(path)), { codec });
      const whole = await array.read(wholeSelection(shape));
      expect([whole.shape, Array.from(toTypedArray(whole) ?? [], Number)]).toEqual([shape, items]);
    }
    // An empty frame of what is described, in which the chunks stand that are handed out.
    const stand = await openB2nd(await storage.open(`a/${name}.b2nd`), { codec });
    expect({ chunks: stand.chunks, blocks: stand.blocks }).toEqual({ chunks, blocks });
    for (let nchunk = 0; nchunk < grid; nchunk += 1) {
      const chunk = await repository.chunk(caller, proxy, nchunk);
      if (chunk === undefined) throw new Error("no chunk");
      expect(codec.decodeChunk(chunk, schunk.chunksize).length).toBe(schunk.chunksize);
    }
    await expect(repository.chunk(caller, proxy, grid)).rejects.toMatchObject({ code: "chunk.out_of_range" });
  });

  it("is opened by python-blosc2", async (context) => {
    const python = requiresPython(context);
    const directory = mkdtempSync(join(tmpdir(), "growing-"));
    try {
      const names = KINDS.flatMap((kind) => Object.keys(DATASETS).map((name) => `${kind}/${name}`));
      for (const [index, name] of names.entries()) {
        writeFileSync(join(directory, `${index}.fetched.b2nd`), await frameOf(`@public/a/${name}.b2nd`));
        const stand = await storage.open(`a/${name}.b2nd`);
        writeFileSync(join(directory, `${index}.stand.b2nd`), await stand.read(0, stand.size));
      }
      const script = `
import blosc2, json, sys
for index in range(${names.length}):
    fetched, stand = (blosc2.open(f"{sys.argv[1]}/{index}.{kind}.b2nd") for kind in ("fetched", "stand"))
    print(json.dumps([fetched[:].ravel().tolist(), list(stand.chunks)]))`;
      const lines = execFileSync(python, ["-c", script, directory], { encoding: "utf8" }).trim().split("\n");
      const expected = KINDS.flatMap(() => Object.values(DATASETS).map(([, chunks, items]) => [items, chunks]));
      expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
