import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { WritableStorage } from "@caterva2/storage";
import { compressedName, isCompressedName, isHidden, nameKind } from "../naming.ts";
import { type Found, resolve } from "../resolve.ts";
import { lastPart, type WriteLocation } from "./target.ts";

/** What is at a location, if anything. */
export async function present(location: WriteLocation): Promise<Found | undefined> {
  try {
    return await resolve(location);
  } catch (error) {
    if (isCatervaError(error, "path.not_found")) return undefined;
    throw error;
  }
}

/** What is at a location by the name that clients see, which is one for both forms of a plain file. */
export async function shown(location: WriteLocation): Promise<{ key: string; name: string }> {
  const { name } = await resolve(location);
  const parts = location.key.split("/");
  return { key: [...parts.slice(0, -1), name].join("/"), name };
}

/** Under which key a copy is stored. @throws dataset.wrong_kind where the stored form does not fit the new name */
export function storedKeyFor(found: Found, key: string): string {
  const name = lastPart(key);
  if (found.kind === "directory") return key;
  if (found.stored === "compressed" && nameKind(name) === "plain") return compressedName(key);
  if (found.stored !== "compressed" && !isCompressedName(name)) return key;
  throw new CatervaError(
    "dataset.wrong_kind",
    "What the file holds does not fit the new name: download it and upload it under that name.",
  );
}

/** A plain file may be stored as it is and compressed; only one of them is shown. */
export function formsOf(key: string): readonly string[] {
  const name = lastPart(key);
  if (nameKind(name) !== "plain") return [key];
  // What is stored as x.b2 is x; the file that clients call x.b2 has the compressed form alone.
  return isCompressedName(name) ? [compressedName(key)] : [key, compressedName(key)];
}

/** Removes the forms of a file beside the one that is meant. */
export async function removeOtherForms({ storage, key }: WriteLocation, storedKey: string): Promise<void> {
  for (const form of formsOf(key)) {
    if (form !== storedKey && (await storage.stat(form))?.kind === "file") await storage.remove(form);
  }
}

/** The lock sidecar of an array goes where the array goes. */
export async function removeSidecar({ storage, key }: WriteLocation): Promise<void> {
  const sidecar = sidecarKey(key);
  if ((await storage.stat(sidecar)) !== undefined) await storage.remove(sidecar);
}

export async function moveSidecar(from: WriteLocation, to: WriteLocation): Promise<void> {
  const sidecar = sidecarKey(from.key);
  if ((await from.storage.stat(sidecar)) === undefined) return removeSidecar(to);
  await to.storage.moveFrom(from.storage, sidecar, sidecarKey(to.key));
}

export function sidecarKey(key: string): string {
  return `${key}.b2lock`;
}

/** Bytes at a key that count as a user's; sidecars are not theirs. */
export function usageOf(storage: WritableStorage, key: string): Promise<number> {
  return storage.usage(key, (name) => !isHidden(name));
}

export function taken(): CatervaError {
  return new CatervaError("path.taken", "There is something at this path already.");
}
