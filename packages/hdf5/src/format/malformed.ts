import { CatervaError } from "@caterva2/ndarray";

/** The refusal of metadata that are not as the HDF5 file format says. */
export function malformed(what: string): CatervaError {
  return new CatervaError("hdf5.malformed", `The HDF5 file is damaged: ${what}.`);
}

/** The refusal of something valid that cannot be served; `what` names the feature. */
export function unsupported(what: string): CatervaError {
  return new CatervaError("hdf5.unsupported", `This HDF5 object cannot be served: ${what}.`);
}
