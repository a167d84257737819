import { CatervaError } from "@caterva2/ndarray";

/** The code of the error that `run` throws, `"none"` if it throws none, or the foreign error itself. */
export async function errorCode(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error instanceof CatervaError ? error.code : error;
  }
  return "none";
}
