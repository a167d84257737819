import { CatervaError } from "@caterva2/ndarray";
import { childKey, type Draft, type TreeFile, type WritableStorage } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import { writeFrame } from "../lazy/frame-pieces.ts";
import type { LazyPreview, LazyWish, RelocatedFile } from "../lazy/types.ts";
import { nameKind, shownName } from "../naming.ts";
import { checkUserId, isInRoot, locate, type RootStorages } from "../path.ts";
import { type Found, resolve, resolveWithin } from "../resolve.ts";
import { applyEdit, countGeneration } from "./edits.ts";
import {
  formsOf,
  moveSidecar,
  present,
  removeOtherForms,
  removeSidecar,
  shown,
  storedKeyFor,
  taken,
  usageOf,
} from "./forms.ts";
import { exceeded, Ledger } from "./ledger.ts";
import { emptyNotebook } from "./notebook.ts";
import { PathLocks } from "./path-locks.ts";
import { storePlain } from "./plain-file.ts";
import {
  checkTarget,
  type FileTarget,
  fileTarget,
  lastPart,
  relocationTarget,
  uploadTarget,
  type WriteLocation,
} from "./target.ts";
import type { EditPlanner, FillState, PublishTarget, Upload, Writer } from "./types.ts";

export interface WriterOptions {
  readonly roots: RootStorages<WritableStorage>;
  /** All users' own roots together, by whom all of them are counted and removed. */
  readonly everybody?: WritableStorage | undefined;
  readonly planner: EditPlanner;
  /** Bytes that all users' files may take together. */
  readonly quota?: number | undefined;
  /** Where complete arrays are published; undefined: nowhere. */
  readonly publishTarget?: PublishTarget | undefined;
  /** For what fails after its request was answered. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** The one writer of a repository: all writes of all users pass through it. */
export function createWriter(options: WriterOptions): Writer {
  return new StoredWriter(options);
}

class StoredWriter implements Writer {
  readonly #options: WriterOptions;
  readonly #locks = new PathLocks();
  readonly #ledger: Ledger;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options.quota, () => countAll(options));
  }

  async upload(caller: Caller, upload: Upload): Promise<string> {
    const { path, pieces, directory = false, name } = upload;
    const location = this.#writable(caller, path);
    const target = await uploadTarget(location, directory, name);
    await checkTarget(target);
    await this.#admit(target, upload.size ?? 0);
    return this.#store(target, (draft) => this.#receive(target, caller, pieces, draft));
  }

  async addNotebook(caller: Caller, path: string): Promise<string> {
    const target = fileTarget(this.#writable(caller, path));
    if (!target.key.endsWith(".ipynb")) {
      throw new CatervaError("request.invalid", "The name of a notebook ends in .ipynb.");
    }
    await checkTarget(target);
    const receive = (draft: Draft) => this.#receive(target, caller, emptyNotebook(), draft);
    return this.#store(target, receive, async () => {
      if ((await present(target)) !== undefined) throw taken();
    });
  }

  async storeLazy(caller: Caller, path: string, wish: LazyWish): Promise<string> {
    const target = fileTarget(this.#writable(caller, path));
    if (nameKind(lastPart(target.key)) !== "array") {
      throw new CatervaError("request.invalid", "The name of a lazy array ends in .b2nd.");
    }
    await checkTarget(target);
    const { planner } = this.#options;
    const made = await planner.lazyFrame(caller, pathOf(target), wish);
    const receive = async (draft: Draft) => {
      if (made.kind === "frame") return draft.append(made.frame);
      return writeFrame(made.plan, (piece) => planner.lazyPiece(caller, made.plan, piece), draft);
    };
    return this.#store(target, receive);
  }

  previewLazy(caller: Caller, wish: LazyWish): Promise<LazyPreview> {
    return this.#options.planner.lazyPreview(caller, wish);
  }

  async makeDirectory(caller: Caller, path: string): Promise<string> {
    const location = this.#writable(caller, path);
    await checkTarget(location);
    return this.#locks.hold([lockOf(location)], async () => {
      if ((await present(location))?.kind === "file") throw taken();
      await location.storage.makeDirectory(location.key);
      return pathOf(location);
    });
  }

  async unfold(caller: Caller, path: string): Promise<string> {
    const location = this.#writable(caller, path);
    const found = await resolveWithin(location);
    if (found.kind !== "file") throw new CatervaError("request.invalid", "Only HDF5 files can be unfolded.");
    const files = await this.#options.planner.unfold(caller, path);
    const target = { ...location, key: location.key.slice(0, location.key.lastIndexOf(".")) };
    await checkTarget(target);
    await this.#storeTree(target, files);
    return lastPart(target.key);
  }

  async remove(caller: Caller, path: string): Promise<string> {
    const location = this.#writable(caller, path);
    if (location.key === "") throw new CatervaError("path.invalid", "A whole root cannot be removed.");
    const { key } = await shown(location);
    const place = { ...location, key };
    return this.#locks.hold([lockOf(place)], async () => {
      const found = await resolve(place);
      const size = await this.#sizeOf(place);
      // First what is not shown, so that it never comes to light.
      if (found.kind === "file") await removeOtherForms(place, found.key);
      await place.storage.remove(found.key);
      await this.#ledger.settle(-size);
      if (found.kind === "file") await removeSidecar(place);
      return pathOf(place);
    });
  }

  copy(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocate("copy", caller, src, dst);
  }

  move(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocate("move", caller, src, dst);
  }

  async append(caller: Caller, path: string, frame: Uint8Array): Promise<readonly number[]> {
    const place = await this.#array(caller, path);
    const { planner } = this.#options;
    return this.#locks.hold([lockOf(place)], () =>
      applyEdit(place, this.#ledger, () => planner.append(caller, path, frame)),
    );
  }

  async fillChunk(caller: Caller, path: string, nchunk: number, chunk: Uint8Array): Promise<FillState> {
    const place = await this.#array(caller, path);
    const { planner, publishTarget, onFault } = this.#options;
    const options = { publishes: publishTarget !== undefined, nonce: randomHex() };
    const answer = await this.#locks.hold([lockOf(place)], async () => {
      const plan = () => planner.fill(caller, path, { nchunk, chunk, ...options });
      const state = await applyEdit(place, this.#ledger, plan);
      await countGeneration(place);
      return state;
    });
    if (answer.state === "publishing") this.publish(caller, path).catch((error: unknown) => onFault?.(error));
    return answer;
  }

  async publish(caller: Caller, path: string): Promise<string> {
    const place = await this.#array(caller, path);
    const { planner, publishTarget } = this.#options;
    if (publishTarget === undefined) {
      throw new CatervaError("request.invalid", "This server publishes nothing: it has no publish_root.");
    }
    const target = childKey(place.scope, place.key);
    // A snapshot of what was found complete: writers need not wait until it is copied.
    const file = await this.#locks.hold([lockOf(place)], async () => {
      const { written, nchunks } = await planner.fillFacts(caller, path);
      if (written < nchunks) {
        throw new CatervaError("request.invalid", `The array has ${nchunks - written} unwritten chunks.`);
      }
      return place.storage.open(place.key);
    });
    try {
      await publishTarget.store(target, file);
    } finally {
      await file.close();
    }
    const url = publishTarget.urlOf(target);
    await this.#locks.hold([lockOf(place)], async () => {
      await applyEdit(place, this.#ledger, () => planner.published(caller, path, url));
      await countGeneration(place);
    });
    return url;
  }

  async undisturbed<T>(caller: Caller, path: string, read: () => Promise<T>): Promise<T> {
    const place = locate(this.#options.roots, caller, path);
    return this.#locks.hold([place.key === "" ? place.scope : lockOf(place)], read);
  }

  async removePersonal(userId: string): Promise<void> {
    const { roots, everybody } = this.#options;
    if (everybody === undefined || roots.personal === undefined) return;
    await this.#locks.hold([`@personal/${checkUserId(userId)}`], async () => {
      if ((await everybody.stat(userId)) === undefined) return;
      const size = this.#ledger.isLimited ? await usageOf(everybody, userId) : 0;
      await everybody.remove(userId);
      await this.#ledger.settle(-size);
    });
  }

  /** Where an array is that is to be edited. @throws dataset.wrong_kind for other names, path.not_found */
  async #array(caller: Caller, path: string): Promise<WriteLocation> {
    const location = this.#writable(caller, path);
    if (!location.key.endsWith(".b2nd")) {
      throw new CatervaError("dataset.wrong_kind", "Only arrays (.b2nd) can be edited.");
    }
    await resolve(location);
    return location;
  }

  #writable(caller: Caller, path: string): WriteLocation {
    return locate(this.#options.roots, caller, path, "write");
  }

  /** Refuses what will not fit before it is received; a count that is not fresh is made anew first. */
  async #admit(target: FileTarget, size: number): Promise<void> {
    if (!this.#ledger.isLimited) return;
    if ((await this.#ledger.room()) > 0 || !this.#ledger.isStale) return this.#checkRoom(target, 0, size);
    await this.#locks.hold([""], () => this.#ledger.recount());
    return this.#checkRoom(target, 0, size);
  }

  /** Whether `bytes` of a new file fit, where the old one goes. `_announced` bytes of a plain file may shrink. */
  async #checkRoom(target: FileTarget, bytes: number, announced = 0): Promise<void> {
    if (!this.#ledger.isLimited) return;
    const expected = nameKind(lastPart(target.key)) === "plain" ? bytes : Math.max(bytes, announced);
    const old = await this.#sizeOf(target);
    if (expected - old > (await this.#ledger.room())) throw exceeded();
  }

  /** What a file is stored as, while it comes: plain files are compressed. */
  async #receive(target: FileTarget, caller: Caller, pieces: AsyncIterable<Uint8Array>, draft: Draft): Promise<void> {
    if (nameKind(lastPart(target.key)) === "plain") {
      return storePlain(pieces, draft, this.#options.planner, caller);
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
      await this.#locks.hold([lockOf(target)], async () => {
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
    if (!this.#ledger.isLimited) return draft;
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
    const isNew = await this.#locks.hold([lockOf(target)], async () => {
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
    await this.#ledger.settle(size);
    try {
      await target.storage.storeTree(target.key, files);
    } catch (error) {
      await this.#ledger.settle(-size);
      throw error;
    }
  }

  async #commit(draft: Draft, target: FileTarget): Promise<void> {
    await checkTarget(target);
    const difference = draft.size - (await this.#replaced(target));
    await this.#ledger.settle(difference);
    try {
      await draft.commit(target.storedKey);
    } catch (error) {
      await this.#ledger.settle(-difference);
      throw error;
    }
    await removeOtherForms(target, target.storedKey);
    await removeSidecar(target);
  }

  async #relocate(how: "copy" | "move", caller: Caller, src: string, dst: string): Promise<string> {
    const { roots } = this.#options;
    if (!isInRoot(src) || !isInRoot(dst)) {
      throw new CatervaError("request.invalid", "Source and destination begin with @public, @shared or @personal.");
    }
    const from = locate(roots, caller, src, how === "move" ? "write" : "read");
    if (from.key === "")
      throw new CatervaError("path.invalid", `A whole root cannot be ${how === "move" ? "moved" : "copied"}.`);
    const source = await shown(from);
    const into = await relocationTarget(this.#writable(caller, dst), dst.endsWith("/"), source.name);
    await checkTarget(into);
    const place = { ...from, key: source.key };
    checkApart(place, into);
    return this.#locks.hold([lockOf(place), lockOf(into)], () => this.#relocateHeld(how, caller, place, into));
  }

  async #relocateHeld(how: "copy" | "move", caller: Caller, from: WriteLocation, into: WriteLocation): Promise<string> {
    const found = await resolve(from);
    const target = { ...into, storedKey: storedKeyFor(found, into.key) };
    await checkTarget(target);
    if (found.kind === "directory" && (await present(target)) !== undefined) throw taken();
    const frame = changesFolder(from, target) ? await this.#relocatedLazy(caller, found, target) : undefined;
    const changed = await this.#relocatedTree(caller, found, target);
    const replaced = await this.#replaced(target);
    const size = await this.#sizeOf(from);
    const grown = changed.reduce((sum, { bytes, formerly }) => sum + bytes.byteLength - formerly, 0);
    const difference = (frame?.byteLength ?? size) + grown - (how === "move" ? size : 0) - replaced;
    await this.#ledger.settle(difference);
    if (how === "move" && found.kind === "file") await removeOtherForms(from, found.key);
    try {
      if (frame !== undefined) await storeFrame(target, frame);
      else if (how === "copy") await target.storage.copyFrom(from.storage, found.key, target.storedKey, changed);
      else await target.storage.moveFrom(from.storage, found.key, target.storedKey, changed);
    } catch (error) {
      await this.#ledger.settle(-difference);
      throw error;
    }
    if (frame !== undefined && how === "move") await from.storage.remove(found.key);
    if (found.kind === "file") {
      await removeOtherForms(target, target.storedKey);
      await (how === "move" ? moveSidecar(from, target) : removeSidecar(target));
    }
    return pathOf(target);
  }

  /** A lazy array that names its operands as its new place needs it. */
  async #relocatedLazy(caller: Caller, found: Found, target: FileTarget): Promise<Uint8Array | undefined> {
    if (found.kind !== "file" || nameKind(found.name) !== "array" || nameKind(lastPart(target.key)) !== "array") {
      return undefined;
    }
    return this.#options.planner.relocatedLazy(caller, pathOf(found), pathOf(target));
  }

  /** The lazy arrays of a directory as its new place needs them. */
  async #relocatedTree(caller: Caller, found: Found, target: FileTarget): Promise<readonly RelocatedFile[]> {
    // A store is one dataset, whose files are its own business.
    if (found.kind !== "directory" || found.opaque) return [];
    return this.#options.planner.relocatedTree(caller, pathOf(found), pathOf(target));
  }

  /** Bytes of what something new takes the place of. @throws path.taken if that is a directory */
  async #replaced(target: FileTarget): Promise<number> {
    const found = await present(target);
    if (found?.kind === "directory") throw taken();
    return this.#sizeOf(target);
  }

  /** Bytes of a directory, or of all forms of a file. */
  async #sizeOf({ storage, key }: WriteLocation): Promise<number> {
    let sum = 0;
    if (this.#ledger.isLimited) for (const form of formsOf(key)) sum += await usageOf(storage, form);
    return sum;
  }
}

async function countAll({ roots, everybody }: WriterOptions): Promise<number> {
  let sum = 0;
  for (const storage of [roots.public, roots.shared, everybody]) if (storage) sum += await usageOf(storage, "");
  return sum;
}

/** @throws path.invalid, path.taken for a place inside of itself, or itself */
function checkApart(from: WriteLocation, into: WriteLocation): void {
  if (lockOf(from) === lockOf(into)) throw new CatervaError("path.taken", "Source and destination are the same.");
  if (lockOf(into).startsWith(`${lockOf(from)}/`)) {
    throw new CatervaError("path.invalid", "A directory cannot go into itself.");
  }
}

/** Whether what is relative to a file changes. */
function changesFolder(from: WriteLocation, to: WriteLocation): boolean {
  const folderOf = ({ scope, key }: WriteLocation) => childKey(scope, key).slice(0, -lastPart(key).length);
  return folderOf(from) !== folderOf(to);
}

async function storeFrame({ storage, storedKey }: FileTarget, frame: Uint8Array): Promise<void> {
  const draft = await storage.draft();
  try {
    await draft.append(frame);
    await draft.commit(storedKey);
  } finally {
    await draft.discard();
  }
}

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function lockOf({ scope, key }: WriteLocation): string {
  return childKey(scope, key);
}

function pathOf({ root, key }: { readonly root: string; readonly key: string }): string {
  return childKey(root, key);
}
