import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd, encodeSChunk, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource } from "@caterva2/ndarray";
import { fsStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { int32 } from "../test/int32.ts";
import { createRepository } from "./repository.ts";

const anonymous = { kind: "anonymous" } as const;
const codec = await createChunkCodec({ compressors: nodeCompressors });
const limits = { answerBytes: 100_000, chunkBytes: 1_000_000 };
const grid = int32([20, 30], (index) => index);

describe("a repository on a file system", () => {
  it("answers a file that is replaced meanwhile whole, old or new", async () => {
    const base = await mkdtemp(join(tmpdir(), "repository-"));
    const root = join(base, "root");
    await mkdir(root);
    const versions = [1, 2].map((value) =>
      encodeB2nd(
        int32([300, 100], () => value),
        { codec },
      ),
    );
    const plain = [1, 2].map((value) => encodeSChunk(new Uint8Array(50_000).fill(value), { codec, typesize: 1 }));
    async function replace(round: number): Promise<void> {
      await writeFile(join(base, "new"), versions[round % 2] ?? "");
      await rename(join(base, "new"), join(root, "f.b2nd"));
      await writeFile(join(base, "new"), plain[round % 2] ?? "");
      await rename(join(base, "new"), join(root, "f.txt.b2"));
    }
    await replace(0);
    const repository = createRepository({ roots: { public: fsStorage(root) }, codec, limits });
    let writing = true;
    const writer = (async () => {
      for (let round = 0; writing; round++) await replace(round);
    })();
    for (let round = 0; round < 60; round++) {
      const answer = await repository.fetch(anonymous, "@public/f.b2nd", { slice: "10:200" });
      if (answer.kind !== "built") return expect.unreachable("the stored frame");
      const array = await openB2nd(memorySource(answer.frame), { codec });
      const { data } = await array.read(array.shape.map((count) => ({ kind: "range", start: 0, step: 1, count })));
      expect(new Set(new Int32Array(data.slice().buffer)).size).toBe(1);
      const { size, pieces } = await repository.content(anonymous, "@public/f.txt");
      const content = Buffer.concat(await Array.fromAsync(pieces));
      expect([size, content.length, new Set(content).size]).toEqual([50_000, 50_000, 1]);
    }
    writing = false;
    await writer;
    await rm(base, { recursive: true });
  });

  it("reaches nothing outside through links", async () => {
    const base = await mkdtemp(join(tmpdir(), "repository-"));
    await mkdir(join(base, "root/dir"), { recursive: true });
    await writeFile(join(base, "secret.b2nd"), encodeB2nd(grid, { codec }));
    await writeFile(join(base, "root/dir/grid.b2nd"), encodeB2nd(grid, { codec }));
    await symlink("../secret.b2nd", join(base, "root/out.b2nd"));
    await symlink("..", join(base, "root/up"));
    await symlink("dir", join(base, "root/in"));
    const repository = createRepository({ roots: { public: fsStorage(join(base, "root")) }, codec, limits });
    expect(await repository.list(anonymous, "@public")).toEqual(["dir/grid.b2nd", "in/grid.b2nd"]);
    for (const path of ["@public/out.b2nd", "@public/up/secret.b2nd", "@public/up"]) {
      for (const call of [
        repository.info(anonymous, path),
        repository.fetch(anonymous, path, {}),
        repository.file(anonymous, path),
        repository.content(anonymous, path),
        repository.chunk(anonymous, path, 0),
        repository.list(anonymous, path),
      ]) {
        await expect(call).rejects.toMatchObject({ code: "path.not_found" });
      }
    }
    expect((await repository.fetch(anonymous, "@public/in/grid.b2nd", { slice: "0" })).kind).toBe("built");
    await rm(base, { recursive: true });
  });
});
