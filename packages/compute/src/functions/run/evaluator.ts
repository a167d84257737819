import { Refusal, refuse } from "../../language/refuse.ts";
import type { Meter } from "../memory/meter.ts";
import type { Piece } from "../memory/piece.ts";
import { invalidFunction } from "../parse/refusal.ts";
import type { Definition, Expression, ExpressionOf, Spot } from "../tree.ts";
import { attributeOf } from "./attributes.ts";
import { boundScope, callValue, callValuesOf } from "./calls.ts";
import { callsOthers } from "./calls-others.ts";
import { comprehended } from "./comprehension.ts";
import { compared, joined } from "./conditions.ts";
import { valueInModule, valueOfName } from "./names.ts";
import { binary, unary } from "./operators.ts";
import type { CallValues, Reader } from "./runtime.ts";
import { integerOf, truthOf } from "./scalars.ts";
import type { Scope } from "./scope.ts";
import { itemOf, itemsOfValue } from "./sequences.ts";
import { readSubscript } from "./subscripts.ts";
import { ELLIPSIS, type FunctionValue, listValue, type Names, NO_VALUE, pieceValue, tupleValue } from "./values.ts";
import { Workspace } from "./workspace.ts";

/** Runs the body of a function in a scope, and gives what it returns. */
export type BodyRunner = (definition: Definition, scope: Scope) => Promise<FunctionValue>;

/**
 * The value of expressions. Arrays of one statement become a graph, which is computed when a value is needed: stored,
 * asked for its truth, or given to a function of the source.
 */
export class Evaluator implements Reader {
  readonly meter: Meter;
  readonly #source: string;
  readonly #runBody: BodyRunner;
  /** Made when a statement first needs it: many have to do with numbers only. */
  #made: Workspace | undefined;
  /** True while a statement calls functions of the source, which may write to what has been named already. */
  #atOnce = false;

  constructor(source: string, meter: Meter, runBody: BodyRunner) {
    this.#source = source;
    this.meter = meter;
    this.#runBody = runBody;
  }

  get workspace(): Workspace {
    this.#made ??= new Workspace(this.meter);
    return this.#made;
  }

  /** Before each statement: nothing of the last one is needed any more. */
  begin(expressions: readonly (Expression | undefined)[]): void {
    this.#made = undefined;
    this.#atOnce = expressions.some((expression) => expression !== undefined && callsOthers(expression));
  }

  async value(expression: Expression, scope: Names): Promise<FunctionValue> {
    if (this.meter.step()) await this.meter.look();
    switch (expression.kind) {
      case "integer":
        return { kind: "number", number: { kind: "integer", value: expression.value } };
      case "float":
        return { kind: "number", number: { kind: "float", value: expression.value } };
      case "name":
        return this.#simple(expression, () => valueOfName(scope, expression.name));
      case "none":
        return NO_VALUE;
      case "boolean":
        return { kind: "boolean", value: expression.value };
    }
    try {
      const value = await this.#composed(expression, scope);
      return this.#atOnce && value.kind === "array" ? pieceValue(await this.piece(value)) : value;
    } catch (error) {
      throw this.placed(error, expression.spot);
    }
  }

  /** An error with its place in the source. */
  placed(error: unknown, spot: Spot): unknown {
    return error instanceof Refusal ? invalidFunction(error.message, spot, this.#source) : error;
  }

  #simple(expression: Expression, action: () => FunctionValue): FunctionValue {
    try {
      return action();
    } catch (error) {
      throw this.placed(error, expression.spot);
    }
  }

  async #composed(expression: Expression, scope: Names): Promise<FunctionValue> {
    switch (expression.kind) {
      case "imaginary":
        return { kind: "number", number: { kind: "complex", re: 0, im: expression.value } };
      case "text":
        return { kind: "text", value: expression.value, bytes: expression.bytes };
      case "ellipsis":
        return ELLIPSIS;
      case "tuple":
        return tupleValue(await this.#values(expression.items, scope));
      case "list":
        return listValue(await this.#values(expression.items, scope));
      case "unary":
        return unary(this, expression.operator, await this.value(expression.operand, scope));
      case "not":
        return { kind: "boolean", value: !(await this.truth(expression.operand, scope)) };
      case "chain":
        return this.#chain(expression, scope);
      case "power": {
        const base = await this.value(expression.base, scope);
        return binary(this, "**", base, await this.value(expression.exponent, scope));
      }
      case "comparison":
        return compared(this, expression, scope);
      case "logical":
        return joined(this, expression, scope);
      case "conditional":
        return this.value(
          (await this.truth(expression.condition, scope)) ? expression.whenTrue : expression.whenFalse,
          scope,
        );
      case "attribute": {
        const object = await this.value(expression.object, scope);
        return object.kind === "module"
          ? valueInModule(object.name, expression.name)
          : attributeOf(this, object, expression.name);
      }
      case "call":
        return this.call(await this.value(expression.callee, scope), await callValuesOf(this, expression, scope));
      case "subscript":
        return this.#subscript(await this.value(expression.object, scope), await this.value(expression.index, scope));
      case "slice":
        return this.#slice(expression, scope);
      case "lambda":
        return { kind: "defined", definition: expression.definition, scope };
      case "comprehension":
        return listValue(await comprehended(this, expression, scope));
      default:
        return refuse("this is not in the language");
    }
  }

  async #values(expressions: readonly Expression[], scope: Names): Promise<FunctionValue[]> {
    const values: FunctionValue[] = [];
    for (const expression of expressions) values.push(await this.value(expression, scope));
    return values;
  }

  async #chain({ first, links }: ExpressionOf<"chain">, scope: Names): Promise<FunctionValue> {
    let value = await this.value(first, scope);
    for (const { operator, operand, spot } of links) {
      const right = await this.value(operand, scope);
      try {
        value = binary(this, operator, value, right);
      } catch (error) {
        throw this.placed(error, spot);
      }
      if (this.#atOnce && value.kind === "array") value = pieceValue(await this.piece(value));
    }
    return value;
  }

  async truth(expression: Expression, scope: Names): Promise<boolean> {
    const value = await this.value(expression, scope);
    try {
      return await truthOf(this, value);
    } catch (error) {
      throw this.placed(error, expression.spot);
    }
  }

  async #slice({ start, stop, step }: ExpressionOf<"slice">, scope: Names): Promise<FunctionValue> {
    const bound = async (expression: Expression | undefined) => {
      const value = expression === undefined ? NO_VALUE : await this.value(expression, scope);
      if (value.kind === "none") return value;
      const integer = BigInt(await integerOf(this, value, "a bound of a slice"));
      return { kind: "number", number: { kind: "integer", value: integer } } as const;
    };
    return { kind: "slice", start: await bound(start), stop: await bound(stop), step: await bound(step) };
  }

  async #subscript(object: FunctionValue, index: FunctionValue): Promise<FunctionValue> {
    const isArray = object.kind === "array" || object.kind === "piece";
    return isArray ? readSubscript(this, await this.piece(object), index) : itemOf(this, object, index);
  }

  async call(callee: FunctionValue, values: CallValues): Promise<FunctionValue> {
    if (callee.kind !== "defined") return callValue(this, callee, values);
    const scope = await boundScope(this, callee, values);
    const atOnce = this.#atOnce;
    const value = await this.#runBody(callee.definition, scope);
    this.#made = undefined;
    this.#atOnce = atOnce;
    return value;
  }

  async piece(value: FunctionValue): Promise<Piece> {
    if (value.kind === "piece") return value.piece;
    if (value.kind === "list" || value.kind === "tuple" || value.kind === "range") {
      return this.piece(
        await this.call({ kind: "library", module: "np", name: "array" }, { args: [value], keywords: new Map() }),
      );
    }
    return this.workspace.compute(this.workspace.node(value));
  }

  async settled(value: FunctionValue): Promise<FunctionValue> {
    if (value.kind === "array") return pieceValue(await this.piece(value));
    if (value.kind !== "tuple" && value.kind !== "list") return value;
    if (!value.items.some(({ kind }) => kind === "array" || kind === "tuple" || kind === "list")) return value;
    const items: FunctionValue[] = [];
    for (const item of value.items) items.push(await this.settled(item));
    if (value.kind === "tuple") return tupleValue(items);
    // A list stays the one that others know, too.
    value.items.splice(0, value.items.length, ...items);
    return value;
  }

  items(value: FunctionValue): Promise<readonly FunctionValue[]> {
    return itemsOfValue(this, value);
  }
}
