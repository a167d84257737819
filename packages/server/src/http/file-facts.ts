import { isCatervaError } from "@caterva2/ndarray";
import type { Caller, StoredFacts } from "@caterva2/repository";
import type { ServerContext } from "../context.ts";

/** The facts of a file; undefined for what is none: a directory, a member of a container, or nothing, of which a worker knows the right answer. */
export async function fileFacts(
  repository: ServerContext["repository"],
  caller: Caller,
  path: string,
): Promise<StoredFacts | undefined> {
  try {
    return await repository.file(caller, path);
  } catch (error) {
    if (isCatervaError(error, "path.not_found") || isCatervaError(error, "dataset.wrong_kind")) return undefined;
    throw error;
  }
}
