import { CatervaError } from "@caterva2/ndarray";
import { childKey } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import { resolve } from "../resolve.ts";
import { applyEdit, countGeneration } from "./edits.ts";
import type { WriteLocation } from "./target.ts";
import type { FillState, Writer } from "./types.ts";
import { lockOf, type WriteContext } from "./write-context.ts";

/** Arrays that grow by rows or are filled chunk by chunk, and publishing those that are complete. */
export class ArrayEdits implements Pick<Writer, "append" | "fillChunk" | "publish"> {
  readonly #context: WriteContext;

  constructor(context: WriteContext) {
    this.#context = context;
  }

  async append(caller: Caller, path: string, frame: Uint8Array): Promise<readonly number[]> {
    const place = this.#array(caller, path);
    const { planner } = this.#context.options;
    return this.#context.locks.hold([lockOf(place)], () =>
      applyEdit(place, this.#context.ledger, () => planner.append(caller, path, frame)),
    );
  }

  async fillChunk(caller: Caller, path: string, nchunk: number, chunk: Uint8Array): Promise<FillState> {
    const place = this.#array(caller, path);
    const { planner, publishTarget, onFault } = this.#context.options;
    const options = { publishes: publishTarget !== undefined, nonce: randomHex() };
    const answer = await this.#context.locks.hold([lockOf(place)], async () => {
      const plan = () => planner.fill(caller, path, { nchunk, chunk, ...options });
      const state = await applyEdit(place, this.#context.ledger, plan);
      await countGeneration(place);
      return state;
    });
    if (answer.state === "publishing") this.publish(caller, path).catch((error: unknown) => onFault?.(error));
    return answer;
  }

  async publish(caller: Caller, path: string): Promise<string> {
    const place = this.#array(caller, path);
    await resolve(place);
    const { planner, publishTarget } = this.#context.options;
    if (publishTarget === undefined) {
      throw new CatervaError("request.invalid", "This server publishes nothing: it has no publish_root.");
    }
    const target = childKey(place.scope, place.key);
    // A snapshot of what was found complete: writers need not wait until it is copied.
    const file = await this.#context.locks.hold([lockOf(place)], async () => {
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
    await this.#context.locks.hold([lockOf(place)], async () => {
      await applyEdit(place, this.#context.ledger, () => planner.published(caller, path, url));
      await countGeneration(place);
    });
    return url;
  }

  /** Where an array is that is to be edited; whether there is one, its plan finds out. @throws dataset.wrong_kind for other names */
  #array(caller: Caller, path: string): WriteLocation {
    const location = this.#context.writable(caller, path);
    if (!location.key.endsWith(".b2nd")) {
      throw new CatervaError("dataset.wrong_kind", "Only arrays (.b2nd) can be edited.");
    }
    return location;
  }
}

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
