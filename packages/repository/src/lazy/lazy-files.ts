import type { ChunkCodec } from "@caterva2/blosc2";
import type { LazyArray, LazyOptions, LazyPayload, Operand, OperandReference } from "@caterva2/compute";
import { CatervaError } from "@caterva2/ndarray";
import type { Caller } from "../caller.ts";
import type { Hdf5Reads } from "../hdf5/hdf5-reads.ts";
import type { Dataset } from "../open-dataset.ts";
import type { OpenFiles } from "../open-files.ts";
import { type Found, type FoundFile, type FoundMember, fileId, placeOf } from "../resolve.ts";
import { saysOfFile } from "../says-of-file.ts";
import { sharedReductions } from "../shared-reduce.ts";
import type { Crew } from "../types.ts";
import { arrayFor, type Meaning, meaningOf, meaningText, storedMeaning } from "./meaning.ts";
import { Memories } from "./memories.ts";
import { lazyPayload } from "./payload.ts";
import { followed, pathFor, placeMeant, type StoredPlace } from "./references.ts";
import { type Relocation, relocatedCarrier } from "./relocated.ts";
import type { LazyWish } from "./types.ts";

/** Lazy arrays over lazy arrays, so deep; deeper ones are most likely a circle. */
const MAX_DEPTH = 16;

/** Operands that one computation opens, those of its operands included; one that is used twice counts twice. */
const MAX_OPENED = 1000;

/** Characters of all texts and names that one computation is made of. */
const MAX_STAMP = 2 ** 21;

export interface LazyFilesOptions {
  readonly files: OpenFiles<Dataset>;
  /** What a caller finds at a path. @throws as `locate` and `resolve` */
  readonly find: (caller: Caller, path: string) => Promise<Found | FoundMember>;
  /** Reads datasets of HDF5 files, and arrays that stand for them. */
  readonly hdf5: Pick<Hdf5Reads, "useMember" | "useProxy" | "check">;
  readonly compute: LazyOptions;
  /** Threads that may help with long reductions of stored lazy arrays. */
  readonly crew?: Crew | undefined;
  /** Where the roots are for programs that name them absolutely. */
  readonly stateDirectory?: string | undefined;
  /** Bytes that computations keep for each other. */
  readonly keptBytes: number;
}

/** A lazy array with its operands open. */
export interface OpenLazy {
  readonly array: LazyArray;
  /** Says the text, and which version of which files it is over: as long as it is the same, so are the values. */
  readonly stamp: string;
  readonly places: ReadonlyMap<string, StoredPlace>;
}

/** An operand that is open. */
interface Opened {
  readonly operand: Operand;
  readonly stamp: string;
  readonly place: StoredPlace;
}

/** Who asks, and the files on the way here. */
interface Trail {
  readonly caller: Caller;
  readonly ids: readonly string[];
  /** Operands opened so far, wherever they are nested. */
  readonly opened: { count: number };
}

/**
 * Lazy arrays with their operands: files that are opened anew for every use, so that nothing is stale, and with the
 * rights of whoever asks, whoever made the lazy array.
 */
export class LazyFiles {
  readonly #options: LazyFilesOptions;
  readonly #memories: Memories;

  constructor(options: LazyFilesOptions) {
    this.#options = options;
    this.#memories = new Memories(options.keptBytes);
  }

  /** Bytes that computations keep for each other. */
  get keptBytes(): number {
    return this.#memories.keptBytes;
  }

  /** Runs `work` on a stored lazy array. @throws dataset.wrong_kind for an operand that cannot be read; expression.invalid */
  async use<R>(caller: Caller, found: FoundFile, dataset: Dataset, work: (lazy: OpenLazy) => Promise<R>): Promise<R> {
    return this.#useStored({ caller, ids: [], opened: { count: 0 } }, found, dataset, work);
  }

  /** Runs `work` on what somebody wants over arrays at paths. @throws as {@link use}, root.unknown, root.forbidden */
  async useWish<R>(
    caller: Caller,
    wish: LazyWish,
    work: (lazy: OpenLazy) => Promise<R>,
    ids: readonly string[] = [],
  ): Promise<R> {
    const trail = { caller, ids, opened: { count: 0 } };
    return this.#withOperands(trail, Object.entries(wish.operands), new Map(), (opened) =>
      work(this.#lazyOf(meaningOf(wish), opened, undefined)),
    );
  }

  /** `from`: who asks, and at which path the lazy array lies. */
  #lazyOf(
    meaning: Meaning,
    opened: ReadonlyMap<string, Opened>,
    from: { readonly caller: Caller; readonly path: string } | undefined,
  ): OpenLazy {
    const stamp = stampOf(meaningText(meaning), opened);
    const { crew } = this.#options;
    const share = crew && from && "text" in meaning ? { share: sharedReductions(crew, { ...from, stamp }) } : {};
    const operands = new Map([...opened].map(([name, { operand }]) => [name, operand]));
    const memory = this.#memories.of(stamp);
    const array = arrayFor(meaning, operands, { ...this.#options.compute, ...share, memory });
    return { array, stamp, places: new Map([...opened].map(([name, { place }]) => [name, place])) };
  }

  /** By name, the paths of a stored lazy array's operands as its reader names them; null for what is nothing to them. */
  pathsOf(caller: Caller, from: StoredPlace, payload: LazyPayload): [name: string, path: string | null][] {
    return [...payload.operands].map(([name, reference]) => [name, this.#pathOf(caller, from, reference) ?? null]);
  }

  /** A lazy array as it is to stand at another place; undefined if it goes there as it is. @throws expression.invalid */
  relocated(
    dataset: Dataset,
    relocation: Omit<Relocation, "stateDirectory">,
    codec: ChunkCodec,
  ): Promise<Uint8Array | undefined> {
    return relocatedCarrier(dataset, { ...relocation, stateDirectory: this.#options.stateDirectory }, codec);
  }

  /** Those of the operands at which there is nothing. */
  async missing(caller: Caller, paths: readonly (readonly [string, string | null])[]): Promise<[string, string][]> {
    const missing: [string, string][] = [];
    for (const [name, path] of paths)
      if (path !== null && !(await this.#isThere(caller, path))) missing.push([name, path]);
    return missing;
  }

  async #isThere(caller: Caller, path: string): Promise<boolean> {
    try {
      const found = await this.#options.find(caller, path);
      if (found.kind === "member") return (await this.#options.hdf5.check(found)) === "dataset";
      return found.kind === "file";
    } catch (error) {
      if (!saysOfFile(error)) throw error;
      // In all other cases it may be there, but the caller has no right to know.
      return error.code !== "path.not_found";
    }
  }

  #pathOf(caller: Caller, from: StoredPlace, reference: OperandReference): string | undefined {
    if (reference.kind === "elsewhere") return undefined;
    const place = placeMeant(from, reference.path, this.#options.stateDirectory);
    const path = place && pathFor(caller, place);
    if (path === undefined || reference.kind === "file") return path;
    return [path, ...reference.key.split("/").filter((part) => part !== "")].join("/");
  }

  async #useStored<R>(
    trail: Trail,
    found: FoundFile,
    dataset: Dataset,
    work: (lazy: OpenLazy) => Promise<R>,
  ): Promise<R> {
    if (dataset.kind !== "carrier" || dataset.carrier !== "lazy") throw notAnArray("The file");
    const payload = await lazyPayload(dataset.schunk);
    const { id } = placeOf(found);
    if (trail.ids.includes(id) || trail.ids.length >= MAX_DEPTH) {
      throw new CatervaError("dataset.wrong_kind", "This lazy array leads back to itself, or is nested too deeply.");
    }
    const operands = this.pathsOf(trail.caller, found, payload).map(
      ([name, path]) => [name, followed(name, path ?? undefined)] as const,
    );
    const inner = { ...trail, ids: [...trail.ids, id] };
    const meaning = storedMeaning(payload, dataset.array);
    const path = pathFor(trail.caller, found);
    const from = path === undefined ? undefined : { caller: trail.caller, path };
    return this.#withOperands(inner, operands, new Map(), (opened) => work(this.#lazyOf(meaning, opened, from)));
  }

  /** Opens the operands one within the other, so that all of them are open while `work` runs. */
  async #withOperands<R>(
    trail: Trail,
    operands: readonly (readonly [name: string, path: string])[],
    opened: Map<string, Opened>,
    work: (operands: ReadonlyMap<string, Opened>) => Promise<R>,
  ): Promise<R> {
    const [next, ...others] = operands;
    if (next === undefined) return work(opened);
    const [name, path] = next;
    trail.opened.count += 1;
    if (trail.opened.count > MAX_OPENED) throw tooMuch();
    const found = await this.#operandPlace(trail.caller, name, path);
    const file = found.kind === "member" ? found.file : found;
    const place: StoredPlace = {
      scope: file.scope,
      key: file.key,
      ...(found.kind === "member" ? { inner: found.inner } : {}),
    };
    const goOn = (operand: Operand, stamp: string) => {
      opened.set(name, { operand, stamp, place });
      return this.#withOperands(trail, others, opened, work);
    };
    if (found.kind === "member") return this.#options.hdf5.useMember(found, goOn);
    return this.#options.files.use(placeOf(found), (dataset, file) => {
      if (dataset.kind === "array") return goOn(dataset.array, `${fileId(place)} ${file.entry.version}`);
      if (dataset.kind === "carrier" && dataset.carrier === "lazy") {
        return this.#useStored(trail, found, dataset, ({ array, stamp }) => goOn(array, stamp));
      }
      if (dataset.kind === "proxy") return this.#options.hdf5.useProxy(found, dataset.inner, goOn);
      throw notAnArray(`The operand ${name}`);
    });
  }

  async #operandPlace(caller: Caller, name: string, path: string): Promise<FoundFile | FoundMember> {
    try {
      const found = await this.#options.find(caller, path);
      if (found.kind === "member" && (await this.#options.hdf5.check(found)) === "dataset") return found;
      if (found.kind === "file" && found.stored === "frame") return found;
    } catch (error) {
      if (!(error instanceof CatervaError) || error.code !== "path.not_found") throw error;
      throw new CatervaError("dataset.wrong_kind", `The operand ${name} is not there: ${path}.`);
    }
    throw notAnArray(`The operand ${name}`);
  }
}

/** The lengths say where each part ends. */
function stampOf(text: string, opened: ReadonlyMap<string, Opened>): string {
  const parts = [...opened].flatMap(([name, { stamp }]) => [name, stamp]);
  const stamp = [text, ...parts].map((part) => `${part.length}:${part}`).join(",");
  if (stamp.length > MAX_STAMP) throw tooMuch();
  return stamp;
}

function tooMuch(): CatervaError {
  return new CatervaError("expression.too_large", "Too many expressions and arrays are nested in this one.");
}

function notAnArray(what: string): CatervaError {
  return new CatervaError("dataset.wrong_kind", `${what} is no array.`);
}
