import type { Meter } from "../memory/meter.ts";
import type { Piece } from "../memory/piece.ts";
import type { Expression, Spot } from "../tree.ts";
import type { FunctionValue, Names } from "./values.ts";
import type { Workspace } from "./workspace.ts";

/** Arguments of a call, computed. */
export interface CallValues {
  readonly args: readonly FunctionValue[];
  readonly keywords: ReadonlyMap<string, FunctionValue>;
}

/** Port: what functions of the library need of the run that calls them. */
export interface Runtime {
  readonly meter: Meter;
  /** Of the statement that is carried out. */
  readonly workspace: Workspace;
  /** The array that a value is, computed. @throws Refusal for what is none */
  piece(value: FunctionValue): Promise<Piece>;
  /** The value with its arrays computed, also those in tuples and lists. */
  settled(value: FunctionValue): Promise<FunctionValue>;
  /** What a tuple, list, range or array gives one after the other. */
  items(value: FunctionValue): Promise<readonly FunctionValue[]>;
  call(callee: FunctionValue, values: CallValues): Promise<FunctionValue>;
}

/** Port: what parts of expressions need of whoever reads expressions. */
export interface Reader extends Runtime {
  value(expression: Expression, scope: Names): Promise<FunctionValue>;
  truth(expression: Expression, scope: Names): Promise<boolean>;
  /** An error with its place in the source. */
  placed(error: unknown, spot: Spot): unknown;
}
