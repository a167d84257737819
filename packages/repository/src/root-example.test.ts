/** Compares answers with those that the Python server gave for the same files (test/fixtures/root-example.json). */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createChunkCodec, openB2nd, openSChunk } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { formatDType, memorySource, wholeSelection } from "@caterva2/ndarray";
import { fsStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository } from "./repository.ts";

interface Recorded {
  readonly list: Readonly<Record<string, readonly string[]>>;
  readonly info: Readonly<Record<string, object>>;
  readonly fetch: readonly {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly size: number;
    readonly sha256: string;
    readonly shape?: readonly number[];
    readonly dtype?: string;
    readonly typesize?: number;
  }[];
}

const root = new URL("../../../../shared/data/root-example", import.meta.url).pathname;
const recorded: Recorded = JSON.parse(
  readFileSync(new URL("../test/fixtures/root-example.json", import.meta.url), "utf8"),
);
/** Without what belongs to the machine: the times of the files, where they are, the number of threads. */
function comparable(info: object): unknown {
  const machine = new Set(["mtime", "urlpath", "nthreads"]);
  return JSON.parse(JSON.stringify(info, (key, value: unknown) => (machine.has(key) ? undefined : value)));
}

const anonymous = { kind: "anonymous" } as const;

describe.skipIf(!existsSync(root))("the example repository (skipped where ../shared is missing)", async () => {
  const codec = await createChunkCodec({ compressors: nodeCompressors });
  const limits = { answerBytes: 2 ** 26, chunkBytes: 2 ** 26 };
  const repository = createRepository({ roots: { public: fsStorage(root) }, codec, limits });

  it.each(Object.entries(recorded.list))("lists %s", async (path, names) => {
    expect(await repository.list(anonymous, path)).toEqual(names);
  });

  it.each(Object.entries(recorded.info))("describes %s", async (path, expected) => {
    const { info, etag } = await repository.info(anonymous, path);
    expect(comparable(info)).toEqual(comparable(expected));
    expect(info.mtime).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d{6})?Z$/);
    expect(JSON.stringify(info)).not.toContain(root);
    expect(etag === undefined).toBe("kind" in expected);
  });

  it.each(recorded.fetch)("fetches $path $query", async ({ path, query, ...expected }) => {
    const { slice_: slice, ...others } = query;
    const answer = await repository.fetch(anonymous, path, { slice, ...others });
    let frame: Uint8Array;
    if (answer.kind === "built") frame = answer.frame;
    else {
      const { file } = await (await repository.file(anonymous, path)).open();
      frame = await file.read(0, file.size);
      await file.close();
    }
    const source = memorySource(frame);
    const schunk = await openSChunk(source, { codec });
    let data = await schunk.readBytes(0, schunk.nbytes);
    if (expected.shape !== undefined) {
      const array = await openB2nd(source, { codec });
      expect([array.shape, formatDType(array.dtype)]).toEqual([expected.shape, expected.dtype]);
      data = (await array.read(wholeSelection(array.shape))).data;
    } else {
      expect(schunk.typesize).toBe(expected.typesize);
    }
    expect(createHash("sha256").update(data).digest("hex")).toBe(expected.sha256);
    // Up to 1 KiB is not worth compressing; larger answers must not be much larger than theirs.
    const bound = data.length < 1024 ? data.length + 400 : 1.2 * expected.size;
    expect(frame.byteLength).toBeLessThanOrEqual(bound);
  });
});
