import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CatervaError } from "@caterva2/ndarray";

const DIRECTORIES = ["public", "shared", "personal", "media"];

/** Makes what is missing of a state directory; what is there is never touched. @throws usage.invalid */
export async function prepareStateDirectory(directory: string): Promise<void> {
  try {
    await makeMissing(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CatervaError("usage.invalid", `The state directory cannot be made: ${reason}`, { cause: error });
  }
}

async function makeMissing(directory: string): Promise<void> {
  for (const name of DIRECTORIES) await makeDirectory(resolve(directory, name));
  await createOnce(join(directory, "db.json"), "{}");
  await createOnce(join(directory, "peer_id"), randomBytes(16).toString("hex"));
}

/**
 * Makes a directory and those above it. Not with `recursive`: where a file system has no such directory and takes
 * none (`/proc`), Node 26 asks for ever.
 */
async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  const above = dirname(path);
  if (above !== path) await makeDirectory(above);
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isDirectory(path))) throw error;
  }
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Creates a file with its whole content at once; of several processes one wins and nothing is overwritten. */
async function createOnce(path: string, content: string): Promise<void> {
  // What is there already needs no directory that takes writes.
  if (existsSync(path)) return;
  const unfinished = `${path}.${randomBytes(8).toString("hex")}.partial`;
  await writeFile(unfinished, content, { flag: "wx", mode: 0o600 });
  try {
    await link(unfinished, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(unfinished);
  }
}
