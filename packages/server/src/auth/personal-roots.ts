import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PersonalRoots } from "@caterva2/accounts";
import { CatervaError } from "@caterva2/ndarray";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The folders `personal/UUID` of a state directory. */
export function personalRoots(stateDirectory: string): PersonalRoots {
  return {
    async remove(userId) {
      // A database that somebody else has written does not name what is removed here.
      if (!UUID.test(userId)) throw new CatervaError("account.unknown", "UserNotExists: this is no id of a user.");
      const folder = join(stateDirectory, "personal", userId);
      const gone = `${folder}.${randomBytes(8).toString("hex")}.removed`;
      try {
        await rename(folder, gone);
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
        throw error;
      }
      await rm(gone, { recursive: true, force: true });
    },
  };
}
