import { CatervaError, type ErrorCode } from "@caterva2/ndarray";

const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "ENXIO"]);

/** Runs a call of the file system; `undefined` if the name is not there. @throws source.unreadable */
export function guard<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    return refuse(error);
  }
}

/** `undefined` for an error that says that a name is not there. @throws source.unreadable for others */
export function refuse(error: unknown): undefined {
  const code = systemCode(error);
  if (ABSENT.has(code)) return undefined;
  if (code === "") throw error;
  // The system's own message names machine paths: only its code goes out.
  throw new CatervaError("source.unreadable", `The storage cannot be read (${code}).`, { detail: { system: code } });
}

const FULL = { code: "storage.full", message: "No room is left on the server's disk; nothing was changed." } as const;
const READ_ONLY = { code: "storage.read_only", message: "The server's storage does not take writes." } as const;
const TAKEN = { code: "path.taken", message: "There is something else at this path." } as const;

/** What the system's refusals of a write mean. */
const WRITE_ERRORS: Readonly<Record<string, { code: ErrorCode; message: string }>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EROFS: READ_ONLY,
  EACCES: READ_ONLY,
  EPERM: READ_ONLY,
  EISDIR: TAKEN,
  EEXIST: TAKEN,
  ENOTEMPTY: TAKEN,
  ENOENT: { code: "path.not_found", message: "There is nothing at this path." },
  ENOTDIR: { code: "path.invalid", message: "The path leads through something that is no directory." },
  ENAMETOOLONG: { code: "path.invalid", message: "Not a valid path: a name in it is too long." },
  EINVAL: { code: "path.invalid", message: "The path is inside of what is moved." },
};

/** Runs the calls of a write. @throws what they mean in terms of the catalogue */
export async function writing<T>(calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    const system = systemCode(error);
    if (system === "" || error instanceof CatervaError) throw error;
    const { code, message } = WRITE_ERRORS[system] ?? {
      code: "source.unreadable" as const,
      message: `The storage cannot be written (${system}).`,
    };
    throw new CatervaError(code, message, { detail: { system } });
  }
}

export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
