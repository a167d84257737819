import type { Crew, SharedWork } from "@caterva2/repository";
import type { HelpWanted } from "./jobs.ts";

/** The other workers as a crew: calls for help go out through the pool, which knows who is free. */
export class PoolCrew implements Crew {
  readonly #post: (message: HelpWanted) => void;
  readonly #pending = new Map<number, (complete: boolean) => void>();
  #nextId = 0;

  constructor(post: (message: HelpWanted) => void) {
    this.#post = post;
  }

  help(work: SharedWork): Promise<boolean> {
    this.#nextId += 1;
    const id = this.#nextId;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#pending.set(id, resolve);
    this.#post({ kind: "help", id, work });
    return promise;
  }

  /** The pool's answer to a call. */
  helped(id: number, complete: boolean): void {
    this.#pending.get(id)?.(complete);
    this.#pending.delete(id);
  }
}
