import { CatervaError } from "@caterva2/ndarray";

/** What decoding found missing: a part of a plug-in that few streams need. Once it is loaded, decoding may go again. */
export class PartMissing extends CatervaError {
  /** Loads the part. @throws blosc2.unsupported when it cannot be had; the next call tries again */
  readonly load: () => Promise<void>;

  constructor(name: string, load: () => Promise<void>) {
    super("blosc2.unsupported", `${name} is not loaded yet; reads of a frame wait for it.`);
    this.load = load;
  }
}

/** A part of a plug-in that is loaded when a stream first needs it. */
export class LatePart<Part> {
  readonly #name: string;
  readonly #start: () => Promise<Part>;
  #part: Part | undefined;
  #loading: Promise<void> | undefined;

  constructor(name: string, start: () => Promise<Part>) {
    this.#name = name;
    this.#start = start;
  }

  /** @throws PartMissing as long as it is not loaded */
  get(): Part {
    if (this.#part === undefined) throw new PartMissing(this.#name, () => this.#load());
    return this.#part;
  }

  #load(): Promise<void> {
    this.#loading ??= this.#start()
      .then((part) => {
        this.#part = part;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }
}

/** Decodes, and once more after each part that turned out to be missing. A promise only when one was. */
export function decodeWithParts<Result>(decode: () => Result): Result | Promise<Result> {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof PartMissing)) throw error;
    return error.load().then(() => decodeWithParts(decode));
  }
}
