import { CatervaError } from "@caterva2/ndarray";
import type { Hdf5Dataset } from "./dataset/types.ts";
import { attempt, isProblem } from "./format/attempt.ts";
import { isPathName } from "./groups/path-name.ts";
import type { Members } from "./groups/types.ts";

/** What a walk needs of a file. */
export interface Walkable {
  members(group: WalkObject): Promise<Members>;
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
  /** `unknown` for an object whose header is damaged. */
  readonly kind: "group" | "dataset" | "unknown";
  readonly address: number;
  /** Why a dataset cannot be read, or which members of a group cannot be found; undefined if all is well. */
  readonly problem: string | undefined;
}

const MAX_OBJECTS = 1_000_000;
const MAX_PATH = 4096;

interface Step {
  readonly path: string;
  readonly address: number;
}

/** Every object below a group, each once: hard links may form circles and name one object many times. */
export async function walk(file: Walkable, group: WalkObject): Promise<Walked[]> {
  const found: Walked[] = [];
  const seen = new Set([group.address]);
  const stack: Step[] = [];
  const push = ({ links }: Members, prefix: string): void => {
    const names = [...links.values()].filter(({ name, target }) => target.kind === "hard" && isPathName(name));
    names.sort((a, b) => (a.name < b.name ? 1 : -1));
    if (stack.length + names.length > MAX_OBJECTS) throw tooMany();
    for (const { name, target } of names) {
      if (target.kind === "hard") stack.push({ path: `${prefix}${name}`, address: target.address });
    }
  };
  push(await file.members(group), "");
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.address) || next.path.length > MAX_PATH) continue;
    seen.add(next.address);
    if (seen.size > MAX_OBJECTS) throw tooMany();
    const walked = await visit(file, next, (members, prefix) => push(members, prefix));
    if (walked !== undefined) found.push(walked);
  }
  return found;
}

/** Looks at one object; the members of a group are given to `push`. A damaged object is told of, not thrown. */
async function visit(
  file: Walkable,
  { path, address }: Step,
  push: (members: Members, prefix: string) => void,
): Promise<Walked | undefined> {
  const object = await attempt(() => file.object(address));
  if (isProblem(object)) return { path, kind: "unknown", address, problem: object.message };
  if (object.kind === "other") return undefined;
  if (object.kind === "dataset") {
    const dataset = await attempt(() => file.dataset(object));
    return { path, kind: "dataset", address, problem: isProblem(dataset) ? dataset.message : undefined };
  }
  const members = await attempt(() => file.members(object));
  if (isProblem(members)) return { path, kind: "group", address, problem: members.message };
  push(members, `${path}/`);
  return { path, kind: "group", address, problem: problemOf(members) };
}

function problemOf({ problems }: Members): string | undefined {
  if (problems.length < 2) return problems[0];
  return `${problems[0]} ${problems.length - 1} more like it.`;
}

function tooMany(): CatervaError {
  return new CatervaError("limit.exceeded", `The file has more than ${MAX_OBJECTS} objects.`);
}
