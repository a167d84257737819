import { CatervaError } from "@caterva2/ndarray";
import { childKey } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import type { RelocatedFile } from "../lazy/types.ts";
import { nameKind } from "../naming.ts";
import { isInRoot, locate } from "../path.ts";
import { type Found, resolve } from "../resolve.ts";
import { moveSidecar, present, removeOtherForms, removeSidecar, shown, storedKeyFor, taken } from "./forms.ts";
import { checkTarget, type FileTarget, lastPart, relocationTarget, type WriteLocation } from "./target.ts";
import type { Writer } from "./types.ts";
import { lockOf, pathOf, type WriteContext } from "./write-context.ts";

/** Moving and copying: files and whole directories, within a root and between roots. */
export class Relocations implements Pick<Writer, "move" | "copy"> {
  readonly #context: WriteContext;

  constructor(context: WriteContext) {
    this.#context = context;
  }

  copy(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocate("copy", caller, src, dst);
  }

  move(caller: Caller, src: string, dst: string): Promise<string> {
    return this.#relocate("move", caller, src, dst);
  }

  async #relocate(how: "copy" | "move", caller: Caller, src: string, dst: string): Promise<string> {
    const { roots } = this.#context.options;
    if (!isInRoot(src) || !isInRoot(dst)) {
      throw new CatervaError("request.invalid", "Source and destination begin with @public, @shared or @personal.");
    }
    const from = locate(roots, caller, src, how === "move" ? "write" : "read");
    if (from.key === "")
      throw new CatervaError("path.invalid", `A whole root cannot be ${how === "move" ? "moved" : "copied"}.`);
    const source = await shown(from);
    const into = await relocationTarget(this.#context.writable(caller, dst), dst.endsWith("/"), source.name);
    await checkTarget(into);
    const place = { ...from, key: source.key };
    checkApart(place, into);
    return this.#context.locks.hold([lockOf(place), lockOf(into)], () => this.#relocateHeld(how, caller, place, into));
  }

  async #relocateHeld(how: "copy" | "move", caller: Caller, from: WriteLocation, into: WriteLocation): Promise<string> {
    const found = await resolve(from);
    const target = { ...into, storedKey: storedKeyFor(found, into.key) };
    await checkTarget(target);
    if (found.kind === "directory" && (await present(target)) !== undefined) throw taken();
    const frame = changesFolder(from, target) ? await this.#relocatedLazy(caller, found, target) : undefined;
    const changed = await this.#relocatedTree(caller, found, target);
    const replaced = await this.#context.replaced(target);
    const size = await this.#context.sizeOf(from);
    const grown = changed.reduce((sum, { bytes, formerly }) => sum + bytes.byteLength - formerly, 0);
    const difference = (frame?.byteLength ?? size) + grown - (how === "move" ? size : 0) - replaced;
    await this.#context.ledger.settle(difference);
    if (how === "move" && found.kind === "file") await removeOtherForms(from, found.key);
    try {
      if (frame !== undefined) await storeFrame(target, frame);
      else if (how === "copy") await target.storage.copyFrom(from.storage, found.key, target.storedKey, changed);
      else await target.storage.moveFrom(from.storage, found.key, target.storedKey, changed);
    } catch (error) {
      await this.#context.ledger.settle(-difference);
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
    return this.#context.options.planner.relocatedLazy(caller, pathOf(found), pathOf(target));
  }

  /** The lazy arrays of a directory as its new place needs them. */
  async #relocatedTree(caller: Caller, found: Found, target: FileTarget): Promise<readonly RelocatedFile[]> {
    // A store is one dataset, whose files are its own business.
    if (found.kind !== "directory" || found.opaque) return [];
    return this.#context.options.planner.relocatedTree(caller, pathOf(found), pathOf(target));
  }
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
