import { isCatervaError } from "@caterva2/ndarray";

/** What an action gives; undefined if a part of the file is damaged or unknown, which must not hide the others. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    const isOfTheFile = isCatervaError(error) && error.status < 500 && error.code !== "request.cancelled";
    if (isOfTheFile) return undefined;
    throw error;
  }
}
