import { join } from "node:path";
import { createRepository, type Repository } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";

/** The repository of a state directory; each thread has its own. */
export function openRepository(stateDirectory: string): Repository {
  return createRepository({ roots: { public: fsStorage(join(stateDirectory, "public")) } });
}
