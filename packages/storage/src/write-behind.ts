import { dropBytes } from "@caterva2/ndarray";
import { EarlyFlush } from "./early-flush.ts";
import { type WrittenFile, writePieces } from "./written-file.ts";

/** Bytes that wait or are being written, beyond which whoever brings more has to wait. */
const MOST_BEHIND = 2 * 1024 * 1024;

/** Bytes of one call to the system, and its most pieces (Linux takes 1024). */
const ONE_WRITE = 1024 * 1024;
const MOST_PIECES = 512;

/**
 * Writes a file from its start on while its bytes still come: they wait in memory, bounded, go to the system in large
 * pieces, and from there to the disk. What fails on the way fails the next call.
 */
export class WriteBehind {
  readonly #file: WrittenFile;
  readonly #flush: EarlyFlush;
  #waiting: Uint8Array[] = [];
  /** Bytes that wait or are being written. */
  #behind = 0;
  #position = 0;
  #writing: Promise<void> | undefined;
  #errors: unknown[] = [];

  constructor(file: WrittenFile) {
    this.#file = file;
    this.#flush = new EarlyFlush(file);
  }

  /** Takes bytes over, which nobody else uses any more. Waits while too many are behind. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#check();
    if (bytes.byteLength === 0) return;
    this.#waiting.push(bytes);
    this.#behind += bytes.byteLength;
    this.#writing ??= this.#writeNext();
    while (this.#writing !== undefined && this.#behind > MOST_BEHIND) await this.#writing;
    this.#check();
  }

  /** Waits until the system has all bytes. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    this.#check();
  }

  /** Waits until all bytes are on disk. */
  async flushed(): Promise<void> {
    await this.written();
    await this.#flush.finish();
  }

  /** Gives up what is not written yet, and waits until nothing is done with the file any more. */
  async abandon(): Promise<void> {
    this.#forget();
    while (this.#writing !== undefined) await this.#writing;
    await this.#flush.stop();
  }

  /** Writes what goes in one call, and begins the next. Never fails. */
  async #writeNext(): Promise<void> {
    const pieces = this.#take();
    const bytes = sum(pieces);
    try {
      await writePieces(this.#file, pieces, this.#position);
      this.#position += bytes;
      this.#flush.wrote(bytes);
      pieces.forEach(dropBytes);
    } catch (error) {
      this.#errors.push(error);
      this.#forget();
    }
    this.#behind -= bytes;
    this.#writing = this.#waiting.length === 0 ? undefined : this.#writeNext();
  }

  #take(): Uint8Array[] {
    let bytes = 0;
    const past = this.#waiting.findIndex((piece, index) => {
      bytes += piece.byteLength;
      return index > 0 && (bytes > ONE_WRITE || index >= MOST_PIECES);
    });
    return this.#waiting.splice(0, past < 0 ? this.#waiting.length : past);
  }

  #forget(): void {
    this.#behind -= sum(this.#waiting);
    this.#waiting = [];
  }

  #check(): void {
    for (const error of this.#errors) throw error;
  }
}

function sum(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((total, { byteLength }) => total + byteLength, 0);
}
