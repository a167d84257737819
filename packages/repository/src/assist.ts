import { CatervaError } from "@caterva2/ndarray";
import { etagOf } from "./etag.ts";
import type { RepositoryParts } from "./parts.ts";
import { fileOf, placeOf } from "./resolve.ts";
import { encodeTurns } from "./shared-encode.ts";
import { takeTurns } from "./shared-read.ts";
import { assistReduction } from "./shared-reduce.ts";
import type { SharedRead, SharedReduction, SharedWork } from "./types.ts";

/** This thread's part of what another one has begun. @throws source.changed if it is of another version of a file */
export async function assist(parts: RepositoryParts, work: SharedWork): Promise<void> {
  switch (work.kind) {
    case "encode":
      return encodeTurns(parts.codec, work);
    case "read":
      return read(parts, work);
    case "reduce":
      return reduce(parts, work);
  }
}

async function reduce({ files, lazy, find }: RepositoryParts, work: SharedReduction): Promise<void> {
  const { caller, path } = work;
  const found = fileOf(await find(caller, path));
  await files.use(placeOf(found), (dataset) =>
    lazy.use(caller, found, dataset, async ({ array, stamp }) => {
      if (stamp !== work.stamp) throw new CatervaError("source.changed", "The lazy array is another one by now.");
      await assistReduction(array, work);
    }),
  );
}

async function read({ files, find }: RepositoryParts, work: SharedRead): Promise<void> {
  const found = fileOf(await find(work.caller, work.path));
  await files.use(placeOf(found), async (dataset, file) => {
    if (dataset.kind !== "array" || etagOf(file.entry) !== work.etag) {
      throw new CatervaError("source.changed", "The file is another one by now.");
    }
    await takeTurns(dataset.array, work);
  });
}
