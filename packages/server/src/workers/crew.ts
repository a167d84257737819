import type { Crew, SharedReduction, SharedWork } from "@caterva2/repository";
import type { Announced, HelpWanted } from "./jobs.ts";

/** The other workers as a crew: calls go out through the pool, which knows who is free and what others do. */
export class PoolCrew implements Crew {
  readonly #post: (message: HelpWanted | Announced) => void;
  readonly #helped = new Map<number, (complete: boolean) => void>();
  readonly #joined = new Map<number, (work: SharedReduction | undefined) => void>();
  #nextId = 0;

  constructor(post: (message: HelpWanted | Announced) => void) {
    this.#post = post;
  }

  help(work: SharedWork): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const id = this.#newId();
    this.#helped.set(id, resolve);
    this.#post({ kind: "help", id, work });
    return promise;
  }

  join(work: SharedReduction): Promise<SharedReduction | undefined> {
    const { promise, resolve } = Promise.withResolvers<SharedReduction | undefined>();
    const id = this.#newId();
    this.#joined.set(id, resolve);
    this.#post({ kind: "join", id, work });
    return promise;
  }

  /** The pool's answer to a call. */
  helped(id: number, complete: boolean): void {
    this.#helped.get(id)?.(complete);
    this.#helped.delete(id);
  }

  joined(id: number, work: SharedReduction | undefined): void {
    this.#joined.get(id)?.(work);
    this.#joined.delete(id);
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
