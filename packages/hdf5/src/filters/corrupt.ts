import { CatervaError } from "@caterva2/ndarray";

/** The refusal of a chunk whose bytes do not decode. */
export function corrupt(what: string): CatervaError {
  return new CatervaError("hdf5.corrupt", `A chunk of the dataset does not decode: ${what}.`);
}

/** Checks what a chunk promises to decode to. */
export function checkSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) {
    throw new CatervaError(
      "limit.exceeded",
      `A chunk would decode to ${bytes} bytes; at most ${maxBytes} are allowed.`,
    );
  }
}
