import { childKey, type WritableStorage } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import { locate, type RootStorages } from "../path.ts";
import { formsOf, present, taken, usageOf } from "./forms.ts";
import { Ledger } from "./ledger.ts";
import { PathLocks } from "./path-locks.ts";
import type { FileTarget, WriteLocation } from "./target.ts";
import type { EditPlanner, PublishTarget } from "./types.ts";

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

/** What all writes share: one writer a path, one account of what is used. */
export class WriteContext {
  readonly options: WriterOptions;
  readonly locks = new PathLocks();
  readonly ledger: Ledger;

  constructor(options: WriterOptions) {
    this.options = options;
    this.ledger = new Ledger(options.quota, () => countAll(options));
  }

  /** @throws as {@link locate} */
  writable(caller: Caller, path: string): WriteLocation {
    return locate(this.options.roots, caller, path, "write");
  }

  /** Bytes of what something new takes the place of. @throws path.taken if that is a directory */
  async replaced(target: FileTarget): Promise<number> {
    const found = await present(target);
    if (found?.kind === "directory") throw taken();
    return this.sizeOf(target);
  }

  /** Bytes of a directory, or of all forms of a file. */
  async sizeOf({ storage, key }: WriteLocation): Promise<number> {
    let sum = 0;
    if (this.ledger.isLimited) for (const form of formsOf(key)) sum += await usageOf(storage, form);
    return sum;
  }
}

async function countAll({ roots, everybody }: WriterOptions): Promise<number> {
  let sum = 0;
  for (const storage of [roots.public, roots.shared, everybody]) if (storage) sum += await usageOf(storage, "");
  return sum;
}

/** The name by which a place is held. */
export function lockOf({ scope, key }: WriteLocation): string {
  return childKey(scope, key);
}

/** The path of a place, as clients name it. */
export function pathOf({ root, key }: { readonly root: string; readonly key: string }): string {
  return childKey(root, key);
}
