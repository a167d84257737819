import { CatervaError, type ErrorCode, isCatervaError } from "@caterva2/ndarray";

/** What can be wrong with one part of a file while the rest of it is sound. A source that fails is not of them. */
const OF_THE_FILE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "hdf5.malformed",
  "hdf5.corrupt",
  "hdf5.unsupported",
  "dtype.invalid",
  "limit.exceeded",
]);

/** Gives the error of a damaged part as a value, so that it does not hide the others. Any other error is thrown. */
export async function attempt<T>(action: () => Promise<T> | T): Promise<T | CatervaError> {
  try {
    return await action();
  } catch (error) {
    if (isCatervaError(error) && OF_THE_FILE.has(error.code)) return error;
    throw error;
  }
}

/** True for what {@link attempt} gives in place of a value. */
export function isProblem(value: unknown): value is CatervaError {
  return value instanceof CatervaError;
}
