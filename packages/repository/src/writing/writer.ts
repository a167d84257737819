import { CatervaError } from "@caterva2/ndarray";
import { childKey, type Draft, type TreeFile } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import type { LazyPreview, LazyWish } from "../lazy/types.ts";
import { nameKind, shownName } from "../naming.ts";
import { checkUserId, locate } from "../path.ts";
import { resolve, resolveWithin } from "../resolve.ts";
import { ArrayEdits } from "./array-edits.ts";
import { present, removeOtherForms, removeSidecar, shown, taken, usageOf } from "./forms.ts";
import { exceeded } from "./ledger.ts";
import { emptyNotebook } from "./notebook.ts";
import { storePlain } from "./plain-file.ts";
import { Relocations } from "./relocations.ts";
import { checkWanted, lazyContent } from "./stored-lazy.ts";
import { checkTarget, type FileTarget, fileTarget, lastPart, uploadTarget, type WriteLocation } from "./target.ts";
import type { FillState, StoreWatch, Upload, Writer } from "./types.ts";
import { lockOf, pathOf, WriteContext, type WriterOptions } from "./write-context.ts";

/** The one writer of a repository: all writes of all users pass through it. */
export function createWriter(options: WriterOptions): Writer {
  return new StoredWriter(new WriteContext(options));
}

class StoredWriter implements Writer {
  readonly #context: WriteContext;
  readonly #relocations: Relocations;
  readonly #edits: ArrayEdits;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#relocations = new Relocations(context);
    this.#edits = new ArrayEdits(context);
  }

  async upload(caller: Caller, upload: Upload): Promise<string> {
    const { path, pieces, directory = false, name } = upload;
    const location = this.#context.writable(caller, path);
    const target = await uploadTarget(location, directory, name);
    await checkTarget(target);
    await this.#admit(target, upload.size ?? 0);
    return this.#store(target, (draft) => this.#receive(target, caller, pieces, draft));
  }

  async addNotebook(caller: Caller, path: string): Promise<string> {
    const target = fileTarget(this.#context.writable(caller, path));
    if (!target.key.endsWith(".ipynb")) {
      throw new CatervaError("request.invalid", "The name of a notebook ends in .ipynb.");
    }
    await checkTarget(target);
    const receive = (draft: Draft) => this.#receive(target, caller, emptyNotebook(), draft);
    return this.#store(target, receive, async () => {
      if ((await present(target)) !== undefined) throw taken();
    });
  }

  async storeLazy(caller: Caller, path: string, wish: LazyWish, watch: StoreWatch = {}): Promise<string> {
    const target = fileTarget(this.#context.writable(caller, path));
    if (nameKind(lastPart(target.key)) !== "array") {
      throw new CatervaError("request.invalid", "The name of a lazy array ends in .b2nd.");
    }
    await checkTarget(target);
    const fill = await lazyContent(this.#context.options.planner, caller, pathOf(target), wish, watch);
    return this.#store(target, fill, async () => checkWanted(watch.signal));
  }

  previewLazy(caller: Caller, wish: LazyWish): Promise<LazyPreview> {
    return this.#context.options.planner.lazyPreview(caller, wish);
  }

  async makeDirectory(caller: Caller, path: string): Promise<string> {
    const location = this.#context.writable(caller, path);
    await checkTarget(location);
    return this.#context.locks.hold([lockOf(location)], async () => {
      if ((await present(location))?.kind === "file") throw taken();
      await location.storage.makeDirectory(location.key);
      return pathOf(location);
    });
  }

  async unfold(caller: Caller, path: string, { signal, onProgress }: StoreWatch = {}): Promise<string> {
    const location = this.#context.writable(caller, path);
    const found = await resolveWithin(location);
    if (found.kind !== "file") throw new CatervaError("request.invalid", "Only HDF5 files can be unfolded.");
    onProgress?.(0, undefined);
    let made = 0;
    const onItems = (items: number) => {
      made += items;
      onProgress?.(made, undefined);
    };
    const files = await this.#context.options.planner.unfold(caller, path, { signal, onItems });
    const target = { ...location, key: location.key.slice(0, location.key.lastIndexOf(".")) };
    await checkTarget(target);
    checkWanted(signal);
    await this.#storeTree(target, files);
    return lastPart(target.key);
  }

  async remove(caller: Caller, path: string): Promise<string> {
    const location = this.#context.writable(caller, path);
    if (location.key === "") throw new CatervaError("path.invalid", "A whole root cannot be removed.");
    const { key } = await shown(location);
    const place = { ...location, key };
    return this.#context.locks.hold([lockOf(place)], async () => {
      const found = await resolve(place);
      const size = await this.#context.sizeOf(place);
      // First what is not shown, so that it never comes to light.
      if (found.kind === "file") await removeOtherForms(place, found.key);
      await place.storage.remove(found.key);
      await this.#context.ledger.settle(-size);
      if (found.kind === "file") await removeSidecar(place);
      return pathOf(place);
    });
  }

  copy(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocations.copy(caller, src, dst);
  }

  move(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocations.move(caller, src, dst);
  }

  append(caller: Caller, path: string, frame: Uint8Array): Promise<readonly number[]> {
    return this.#edits.append(caller, path, frame);
  }

  fillChunk(caller: Caller, path: string, nchunk: number, chunk: Uint8Array): Promise<FillState> {
    return this.#edits.fillChunk(caller, path, nchunk, chunk);
  }

  publish(caller: Caller, path: string): Promise<string> {
    return this.#edits.publish(caller, path);
  }

  async undisturbed<T>(caller: Caller, path: string, read: () => Promise<T>): Promise<T> {
    const place = locate(this.#context.options.roots, caller, path);
    return this.#context.locks.hold([place.key === "" ? place.scope : lockOf(place)], read);
  }

  async removePersonal(userId: string): Promise<void> {
    const { roots, everybody } = this.#context.options;
    if (everybody === undefined || roots.personal === undefined) return;
    await this.#context.locks.hold([`@personal/${checkUserId(userId)}`], async () => {
      if ((await everybody.stat(userId)) === undefined) return;
      const size = this.#context.ledger.isLimited ? await usageOf(everybody, userId) : 0;
      await everybody.remove(userId);
      await this.#context.ledger.settle(-size);
    });
  }

  /** Refuses what will not fit before it is received; a count that is not fresh is made anew first. */
  async #admit(target: FileTarget, size: number): Promise<void> {
    if (!this.#context.ledger.isLimited) return;
    if ((await this.#context.ledger.room()) > 0 || !this.#context.ledger.isStale)
      return this.#checkRoom(target, 0, size);
    await this.#context.locks.hold([""], () => this.#context.ledger.recount());
    return this.#checkRoom(target, 0, size);
  }

  /** Whether `bytes` of a new file fit, where the old one goes. `_announced` bytes of a plain file may shrink. */
  async #checkRoom(target: FileTarget, bytes: number, announced = 0): Promise<void> {
    if (!this.#context.ledger.isLimited) return;
    const expected = nameKind(lastPart(target.key)) === "plain" ? bytes : Math.max(bytes, announced);
    const old = await this.#context.sizeOf(target);
    if (expected - old > (await this.#context.ledger.room())) throw exceeded();
  }

  /** What a file is stored as, while it comes: plain files are compressed. */
  async #receive(target: FileTarget, caller: Caller, pieces: AsyncIterable<Uint8Array>, draft: Draft): Promise<void> {
    if (nameKind(lastPart(target.key)) === "plain") {
      return storePlain(pieces, draft, this.#context.options.planner, caller);
    }
    for await (const piece of pieces) await draft.append(piece);
  }

  /** Receives a file into a draft and puts it in its place, once `check` has nothing against it. */
  async #store(
    target: FileTarget,
    receive: (draft: Draft) => Promise<void>,
    check: () => Promise<void> = async () => undefined,
  ): Promise<string> {
    const draft = await target.storage.draft();
    try {
      await receive(this.#bounded(draft, target));
      await this.#context.locks.hold([lockOf(target)], async () => {
        await check();
        await this.#commit(draft, target);
      });
    } finally {
      await draft.discard();
    }
    return pathOf(target);
  }

  /** The draft, which stops growing where the quota ends. */
  #bounded(draft: Draft, target: FileTarget): Draft {
    if (!this.#context.ledger.isLimited) return draft;
    return {
      get size() {
        return draft.size;
      },
      append: async (bytes) => {
        await this.#checkRoom(target, draft.size + bytes.byteLength);
        await draft.append(bytes);
      },
      patch: (offset, bytes) => draft.patch(offset, bytes),
      commit: (key) => draft.commit(key),
      discard: () => draft.discard(),
    };
  }

  /** Stores the files of a directory: a new one in one step, one that is there file by file. */
  async #storeTree(target: WriteLocation, files: readonly TreeFile[]): Promise<void> {
    const isNew = await this.#context.locks.hold([lockOf(target)], async () => {
      const there = await present(target);
      if (there?.kind === "file") throw taken();
      if (there === undefined) await this.#storeNewTree(target, files);
      return there === undefined;
    });
    for (const { path, bytes } of isNew ? [] : files) {
      const location = { ...target, key: childKey(target.key, shownName(path)) };
      await this.#store(fileTarget(location), (draft) => draft.append(bytes));
    }
  }

  async #storeNewTree(target: WriteLocation, files: readonly TreeFile[]): Promise<void> {
    const size = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    await this.#context.ledger.settle(size);
    try {
      await target.storage.storeTree(target.key, files);
    } catch (error) {
      await this.#context.ledger.settle(-size);
      throw error;
    }
  }

  async #commit(draft: Draft, target: FileTarget): Promise<void> {
    await checkTarget(target);
    const difference = draft.size - (await this.#context.replaced(target));
    await this.#context.ledger.settle(difference);
    try {
      await draft.commit(target.storedKey);
    } catch (error) {
      await this.#context.ledger.settle(-difference);
      throw error;
    }
    await removeOtherForms(target, target.storedKey);
    await removeSidecar(target);
  }
}
