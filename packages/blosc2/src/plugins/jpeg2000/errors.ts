import { CatervaError } from "@caterva2/ndarray";

export function malformed(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Malformed JPEG 2000 image: ${reason}.`);
}

export function unsupported(reason: string): CatervaError {
  return new CatervaError("blosc2.unsupported", `JPEG 2000 images with ${reason} are not supported.`);
}

/** For packets and code blocks, whose faults lie deeper than headers. */
export function corrupt(reason: string): CatervaError {
  return new CatervaError("blosc2.corrupt", `The JPEG 2000 image does not decode: ${reason}.`);
}
