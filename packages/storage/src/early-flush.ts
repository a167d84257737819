import type { WrittenFile } from "./written-file.ts";

/** So many bytes are sent on to the disk together: less would be many flushes, more would leave much for the end. */
const AT_ONCE = 4 * 1024 * 1024;

/**
 * Flushes a file while it is being written, so that the end has only its last bytes to wait for: the disk works while
 * the next bytes come.
 */
export class EarlyFlush {
  readonly #file: Pick<WrittenFile, "datasync">;
  #unflushed = 0;
  #running: Promise<void> | undefined;
  #errors: unknown[] = [];

  constructor(file: Pick<WrittenFile, "datasync">) {
    this.#file = file;
  }

  /** Tells that the system has been given `bytes` more. */
  wrote(bytes: number): void {
    this.#unflushed += bytes;
    if (this.#unflushed >= AT_ONCE) this.#running ??= this.#run();
  }

  /** Waits until everything that was written is on disk. @throws what any of the flushes was told */
  async finish(): Promise<void> {
    await this.#running;
    // The system tells an error once, to whichever flush comes first.
    for (const error of this.#errors) throw error;
    await this.#file.datasync();
  }

  /** Waits until nothing is done with the file any more. */
  async stop(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#unflushed = 0;
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#errors.push(error);
    }
    this.#running = undefined;
  }
}
