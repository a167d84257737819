import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { Hdf5Dataset } from "./dataset/types.ts";
import type { Link } from "./groups/types.ts";

/** What a walk needs of a file. */
export interface Walkable {
  links(group: WalkObject): Promise<ReadonlyMap<string, Link>>;
  object(address: number): Promise<WalkObject>;
  dataset(object: WalkObject): Promise<Hdf5Dataset>;
}

interface WalkObject {
  readonly kind: "group" | "dataset" | "other";
  readonly address: number;
}

/** An object found below a group. */
export interface Walked {
  /** Relative to where the walk began. */
  readonly path: string;
  readonly kind: "group" | "dataset";
  readonly address: number;
  /** Why a dataset cannot be read; undefined if it can. */
  readonly problem: string | undefined;
}

const MAX_OBJECTS = 1_000_000;
const MAX_PATH = 4096;

/** Every object below a group, each once: hard links may form circles and name one object many times. */
export async function walk(file: Walkable, group: WalkObject): Promise<Walked[]> {
  const found: Walked[] = [];
  const seen = new Set([group.address]);
  const stack: { path: string; address: number }[] = [];
  const push = async (object: WalkObject, prefix: string): Promise<void> => {
    const names = [...(await file.links(object)).values()]
      .filter(isWalkable)
      .sort((a, b) => (a.name < b.name ? 1 : -1));
    if (stack.length + names.length > MAX_OBJECTS) throw tooMany();
    for (const { name, target } of names) {
      if (target.kind === "hard") stack.push({ path: `${prefix}${name}`, address: target.address });
    }
  };
  await push(group, "");
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.address) || next.path.length > MAX_PATH) continue;
    seen.add(next.address);
    if (seen.size > MAX_OBJECTS) throw tooMany();
    const { path, address } = next;
    const object = await attempt(() => file.object(address));
    if (object instanceof CatervaError || object.kind === "other") continue;
    if (object.kind === "dataset") {
      const dataset = await attempt(() => file.dataset(object));
      const problem = dataset instanceof CatervaError ? dataset.message : undefined;
      found.push({ path, kind: "dataset", address, problem });
      continue;
    }
    found.push({ path, kind: "group", address, problem: undefined });
    const failed = await attempt(() => push(object, `${path}/`));
    if (failed instanceof CatervaError && failed.code === "limit.exceeded") throw failed;
  }
  return found;
}

/** Hard links whose names can be part of a path. */
function isWalkable({ name, target }: Link): boolean {
  return target.kind === "hard" && name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name);
}

/** One damaged object must not hide the others. */
async function attempt<T>(action: () => Promise<T>): Promise<T | CatervaError> {
  try {
    return await action();
  } catch (error) {
    if (isCatervaError(error) && error.code !== "internal.unexpected") return error;
    throw error;
  }
}

function tooMany(): CatervaError {
  return new CatervaError("limit.exceeded", `The file has more than ${MAX_OBJECTS} objects.`);
}
