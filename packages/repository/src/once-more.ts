import { isCatervaError } from "@caterva2/ndarray";

/** A file that was written while it was read is read anew, once. */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCatervaError(error, "source.changed")) throw error;
    return work();
  }
}
