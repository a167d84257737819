import {
  appendArray,
  type B2ndArray,
  type B2ndEdit,
  type BlockEncoder,
  type ChunkCodec,
  editB2nd,
  encodeSChunk,
  encodeStreamedChunk,
  fillChunk,
  openB2nd,
} from "@caterva2/blosc2";
import { CatervaError, dropBytes, memorySource, type NDArray, product, wholeSelection } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import type { Hdf5Reads } from "../hdf5/hdf5-reads.ts";
import type { LazyFiles } from "../lazy/lazy-files.ts";
import { makeLazy, makeValues, previewLazy } from "../lazy/make.ts";
import { relocatedFile, relocatedTree } from "../lazy/relocated-tree.ts";
import type { ResultSizes } from "../lazy/types.ts";
import { isHdf5Name } from "../naming.ts";
import { openDataset } from "../open-dataset.ts";
import type { Location } from "../path.ts";
import type { FoundFile } from "../resolve.ts";
import type { RepositoryLimits } from "../types.ts";
import type { EditPlanner, FillState, PlannedEdit } from "./types.ts";

interface PlannerOptions {
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
  readonly encoder: BlockEncoder;
  readonly results: ResultSizes;
  readonly piece: EditPlanner["lazyPiece"];
  /** The file at a path that the caller may read. */
  readonly find: (caller: Caller, path: string) => Promise<FoundFile>;
  /** Where a path is, whether there is something or not. */
  readonly locate: (caller: Caller, path: string) => Location;
  readonly lazy: LazyFiles;
  readonly hdf5: Pick<Hdf5Reads, "unfold">;
}

/** An array and where it is stored. */
interface OpenEdit {
  readonly edit: B2ndEdit;
  readonly file: StoredFile;
}

/** Computes on the spot: for worker threads, and for whoever has no other thread. */
export function createPlanner({
  codec,
  limits,
  encoder,
  results,
  find,
  piece,
  locate,
  lazy,
  hdf5,
}: PlannerOptions): EditPlanner {
  /** Opens an array for as long as `work` takes. @throws dataset.wrong_kind */
  async function editing<T>(caller: Caller, path: string, work: (open: OpenEdit) => Promise<T>): Promise<T> {
    const found = await find(caller, path);
    if (!found.name.endsWith(".b2nd")) throw notAnArray();
    const file = await found.storage.open(found.key);
    try {
      // Carriers hold no data of their own to be added to.
      if ((await openDataset(file, codec, limits)).value.kind !== "array") throw notAnArray();
      return await work({ edit: await editB2nd(file, { codec, limits, encoder }), file });
    } finally {
      await file.close();
    }
  }

  async function rowsOf(frame: Uint8Array): Promise<{ rows: NDArray; array: B2ndArray }> {
    const array = await openB2nd(memorySource(frame), { codec, limits });
    const bytes = product([...array.shape, array.dtype.itemsize]);
    if (bytes > limits.answerBytes) {
      throw new CatervaError("limit.exceeded", `At most ${limits.answerBytes} bytes are appended at once.`);
    }
    return { rows: await array.read(wholeSelection(array.shape)), array };
  }

  return {
    plainFrame: async (_caller, bytes) => encodeSChunk(bytes, { codec, typesize: 1 }),
    plainChunk: async (_caller, bytes) => encodeStreamedChunk(bytes, codec),
    append: (caller, path, frame) =>
      editing(caller, path, async ({ edit, file }) => {
        const { rows, array } = await rowsOf(frame);
        await appendArray(edit, rows, array);
        dropBytes(rows.data);
        return grown(edit, file, [...edit.shape]);
      }),
    fill: (caller, path, { nchunk, chunk, publishes, nonce }) =>
      editing(caller, path, async ({ edit, file }) => {
        await fillChunk(edit.schunk, nchunk, chunk);
        const { written, nchunks } = writtenOf(edit);
        const state = written < nchunks ? "filling" : publishes ? "publishing" : "complete";
        if (!edit.schunk.vlmetaNames.includes("fill_nonce")) edit.schunk.setVlmeta("fill_nonce", nonce);
        edit.schunk.setVlmeta("fill_state", state);
        const answer: FillState = { nchunk, written, nchunks, state };
        // Nobody writes a complete array any more: it gets rid of what each fill has left behind.
        return state === "filling" ? grown(edit, file, answer) : rewritten(edit, file, answer);
      }),
    unfold: async (caller, path) => {
      const found = await find(caller, path);
      if (isHdf5Name(found.name)) return hdf5.unfold(found);
      throw new CatervaError("request.invalid", "Only HDF5 files (.h5, .hdf5) can be unfolded.");
    },
    lazyFrame: (caller, path, wish) =>
      makeLazy(lazy, caller, locate(caller, path), { kind: "wish", path, wish }, { codec, results }),
    lazyValues: (caller, path, wish) => makeValues(lazy, caller, locate(caller, path), wish, { codec, results }),
    lazyPiece: piece,
    async relocatedLazy(caller, from, to) {
      const found = await find(caller, from);
      return relocatedFile(lazy, found.storage, { from: found, to: locate(caller, to) }, { codec, limits });
    },
    async relocatedTree(caller, from, to) {
      const { storage, scope, key } = locate(caller, from);
      return relocatedTree(lazy, storage, { from: { scope, key }, to: locate(caller, to) }, { codec, limits });
    },
    lazyPreview: (caller, wish) => previewLazy(lazy, caller, wish),
    fillFacts: (caller, path) => editing(caller, path, async ({ edit }) => writtenOf(edit)),
    published: (caller, path, url) =>
      editing(caller, path, async ({ edit, file }) => {
        const vlmeta = await edit.schunk.before.vlmeta();
        if (vlmeta.get("published_url") === url && vlmeta.get("fill_state") === "published") {
          return { ...versionOf(file), change: undefined, answer: undefined };
        }
        edit.schunk.setVlmeta("published_url", url);
        edit.schunk.setVlmeta("fill_state", "published");
        // Clients know a complete array by its size: only a rewrite leaves that of the chunks as it is.
        return rewritten(edit, file, undefined);
      }),
  };
}

/** How many chunks hold something; zeros do. */
function writtenOf({ schunk }: B2ndEdit): { written: number; nchunks: number } {
  let written = 0;
  for (let nchunk = 0; nchunk < schunk.nchunks; nchunk += 1)
    if (schunk.slots.at(nchunk).kind !== "uninit") written += 1;
  return { written, nchunks: schunk.nchunks };
}

async function grown<A>(edit: B2ndEdit, file: StoredFile, answer: A): Promise<PlannedEdit<A>> {
  if (edit.schunk.needsRewrite) return rewritten(edit, file, answer);
  const { end, tail, head } = edit.schunk.growth();
  const growth = { end, tail: tail.map(own), head: own(head) };
  return { ...versionOf(file), change: { kind: "growth", growth }, answer };
}

async function rewritten<A>(edit: B2ndEdit, file: StoredFile, answer: A): Promise<PlannedEdit<A>> {
  const pieces = (await edit.schunk.rewrite()).map((piece) => (piece instanceof Uint8Array ? own(piece) : piece));
  return { ...versionOf(file), change: { kind: "rewrite", pieces }, answer };
}

function versionOf({ entry }: StoredFile): Pick<PlannedEdit<unknown>, "version" | "size"> {
  return { version: entry.version, size: entry.size };
}

/** A view would keep, and take along to another thread, all that it is a view of. */
function own(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

function notAnArray(): CatervaError {
  return new CatervaError("dataset.wrong_kind", "This is not an array (.b2nd) that holds its data.");
}
