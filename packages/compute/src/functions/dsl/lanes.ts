import { applyUfunc, select } from "../../bind/elementwise.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { refuse } from "../../language/refuse.ts";
import { truthOfNumber } from "../run/scalars.ts";
import { type FunctionValue, type FunctionValueOf, kindName } from "../run/values.ts";
import type { Workspace } from "../run/workspace.ts";

/** Items that something is done for: all (`true`), none (`false`), or those of an array of bools. */
export type Lanes = boolean | Extract<FunctionValue, { kind: "array" | "piece" }>;

export function isArray(value: FunctionValue): value is Extract<FunctionValue, { kind: "array" | "piece" }> {
  return value.kind === "array" || value.kind === "piece";
}

/** Where a value is true. */
export function lanesOf(workspace: Workspace, value: FunctionValue): Lanes {
  if (isArray(value)) return { kind: "array", node: castTo(workspace.graph, workspace.node(value), "bool") };
  if (value.kind === "boolean") return value.value;
  return value.kind === "number" ? truthOfNumber(value.number) : refuse(`${kindName(value)} is no condition`);
}

export function both(workspace: Workspace, a: Lanes, b: Lanes): Lanes {
  if (typeof a === "boolean") return a && b;
  if (typeof b === "boolean") return b && a;
  return logical(workspace, "logical_and", a, b);
}

export function either(workspace: Workspace, a: Lanes, b: Lanes): Lanes {
  if (typeof a === "boolean") return a || b;
  if (typeof b === "boolean") return b || a;
  return logical(workspace, "logical_or", a, b);
}

export function others(workspace: Workspace, lanes: Lanes): Lanes {
  if (typeof lanes === "boolean") return !lanes;
  return {
    kind: "array",
    node: nodeOf(workspace.graph, applyUfunc(workspace.graph, "logical_not", [workspace.argument(lanes)])),
  };
}

/** The new value in some lanes, the old one in the others; where there is none, 0, as in the reference. */
export function blend(
  workspace: Workspace,
  lanes: Lanes,
  value: FunctionValue,
  old: FunctionValue | undefined,
): FunctionValue {
  if (lanes === true) return value;
  if (lanes === false) return old ?? value;
  const chosen = select(
    workspace.graph,
    workspace.argument(lanes),
    workspace.argument(value),
    workspace.argument(old ?? ZERO),
  );
  return { kind: "array", node: nodeOf(workspace.graph, chosen) };
}

const ZERO: FunctionValue = { kind: "number", number: { kind: "integer", value: 0n } };

/** Lanes as a value. */
export function valueOfLanes(lanes: Lanes): FunctionValue {
  return typeof lanes === "boolean" ? { kind: "boolean", value: lanes } : lanes;
}

function logical(
  workspace: Workspace,
  name: "logical_and" | "logical_or",
  a: FunctionValueOf<"array"> | FunctionValueOf<"piece">,
  b: FunctionValueOf<"array"> | FunctionValueOf<"piece">,
): Lanes {
  const joined = applyUfunc(workspace.graph, name, [workspace.argument(a), workspace.argument(b)]);
  return { kind: "array", node: nodeOf(workspace.graph, joined) };
}
