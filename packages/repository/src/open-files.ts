import { isCatervaError } from "@caterva2/ndarray";
import type { Storage, StoredFile } from "@caterva2/storage";

/** What was parsed from a file, and roughly how many bytes it keeps in memory: more as it is used. */
export interface Parsed<T> {
  readonly value: T;
  weigh(): number;
}

/** What may be kept when nobody uses it. */
export interface OpenFilesLimits {
  readonly files: number;
  /** Sum of the weights, in bytes; the file that was used last is kept even if it alone weighs more. */
  readonly weight: number;
}

interface Slot<T> extends Parsed<T> {
  readonly file: StoredFile;
  /** What it weighed when it was last looked at. */
  weight: number;
  /** Requests that are working with it. */
  users: number;
  /** No longer handed out: the last user closes the file. */
  retired: boolean;
}

/** Where a file is: its storage, its key in it, and a name for both that is unique among all roots. */
export interface FilePlace {
  readonly storage: Storage;
  readonly key: string;
  readonly id: string;
  /** Version that the storage has just told. */
  readonly version: string;
}

/**
 * Keeps the last used files open, with what was parsed from them, so that a small request costs no
 * more than its own bytes. A file whose version has changed is opened anew; one that falls out while
 * in use is closed by its last user.
 */
export class OpenFiles<T> {
  readonly #slots = new Map<string, Slot<T>>();
  readonly #limits: OpenFilesLimits;
  readonly #parse: (file: StoredFile, id: string) => Promise<Parsed<T>>;
  #weight = 0;

  constructor(limits: OpenFilesLimits, parse: (file: StoredFile, id: string) => Promise<Parsed<T>>) {
    this.#limits = limits;
    this.#parse = parse;
  }

  /** What all files weigh that nobody may be using. */
  get weight(): number {
    return this.#weight;
  }

  /** Runs `work` on the file as it is now. @throws what opening, parsing and `work` throw */
  async use<R>(place: FilePlace, work: (value: T, file: StoredFile) => Promise<R>): Promise<R> {
    const slot = this.#current(place) ?? (await this.#open(place));
    try {
      return await work(slot.value, slot.file);
    } catch (error) {
      if (isCatervaError(error, "source.changed")) this.#retire(place.id, slot);
      throw error;
    } finally {
      this.#weigh(slot);
      slot.users -= 1;
      if (slot.retired && slot.users === 0) await slot.file.close();
    }
  }

  /** The open file with one user more, if it is there and the same. */
  #current(place: FilePlace): Slot<T> | undefined {
    const slot = this.#slots.get(place.id);
    if (slot === undefined) return undefined;
    this.#slots.delete(place.id);
    if (slot.file.entry.version !== place.version) {
      this.#retire(place.id, slot);
      return undefined;
    }
    this.#slots.set(place.id, slot);
    slot.users += 1;
    return slot;
  }

  /** Opens the file with one user: it may fall out before the caller goes on. */
  async #open(place: FilePlace): Promise<Slot<T>> {
    const file = await place.storage.open(place.key);
    let parsed: Parsed<T>;
    try {
      parsed = await this.#parse(file, place.id);
    } catch (error) {
      await file.close();
      throw error;
    }
    const slot: Slot<T> = { ...parsed, file, weight: 0, users: 1, retired: false };
    const other = this.#slots.get(place.id);
    if (other !== undefined) this.#retire(place.id, other);
    this.#slots.set(place.id, slot);
    this.#weigh(slot);
    return slot;
  }

  /** Looks what a file weighs by now, and lets the oldest ones go while there is too much. */
  #weigh(slot: Slot<T>): void {
    if (slot.retired) return;
    const weight = slot.weigh();
    this.#weight += weight - slot.weight;
    slot.weight = weight;
    for (const [id, oldest] of this.#slots) {
      const fits = this.#slots.size <= this.#limits.files && this.#weight <= this.#limits.weight;
      if (fits || this.#slots.size === 1) break;
      this.#retire(id, oldest);
    }
  }

  /** Hands a slot out no more. */
  #retire(id: string, slot: Slot<T>): void {
    if (slot.retired) return;
    slot.retired = true;
    if (this.#slots.get(id) === slot) this.#slots.delete(id);
    this.#weight -= slot.weight;
    // Closing what no request uses cannot fail in a way that concerns this one.
    if (slot.users === 0) void slot.file.close();
  }
}
