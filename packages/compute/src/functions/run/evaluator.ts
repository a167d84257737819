import { typedScalar } from "../../bind/scalars.ts";
import { Refusal, refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import type { Meter } from "../memory/meter.ts";
import type { Piece } from "../memory/piece.ts";
import { invalidFunction } from "../parse/refusal.ts";
import type { Definition, Expression, ExpressionOf, Spot, Target } from "../tree.ts";
import { assignTo } from "./assign.ts";
import { attributeOf, callMethodOf, converted } from "./attributes.ts";
import { callBuiltin } from "./builtins.ts";
import { callsOthers } from "./calls-others.ts";
import { compared, joined } from "./conditions.ts";
import { callModule } from "./library-calls.ts";
import { valueInModule, valueOfName } from "./names.ts";
import { binary, fromArgument, unary } from "./operators.ts";
import type { CallValues, Reader } from "./runtime.ts";
import { integerOf, truthOf } from "./scalars.ts";
import { Scope } from "./scope.ts";
import { itemsOfValue, MAX_ITEMS, sliced } from "./sequences.ts";
import { readSubscript, writeSubscript } from "./subscripts.ts";
import {
  ELLIPSIS,
  type FunctionValue,
  type FunctionValueOf,
  kindName,
  listValue,
  type Names,
  NO_VALUE,
  pieceValue,
  sequenceValue,
  tupleValue,
} from "./values.ts";
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
        return this.#call(expression, scope);
      case "subscript":
        return this.#subscript(await this.value(expression.object, scope), await this.value(expression.index, scope));
      case "slice":
        return this.#slice(expression, scope);
      case "lambda":
        return { kind: "defined", definition: expression.definition, scope };
      case "comprehension": {
        const items: FunctionValue[] = [];
        await this.#comprehend(expression, 0, new Scope(scope), items);
        return listValue(items);
      }
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
    if (object.kind === "array" || object.kind === "piece") {
      return readSubscript(this, await this.piece(object), index);
    }
    if (object.kind !== "tuple" && object.kind !== "list" && object.kind !== "range") {
      return refuse(`${kindName(object)} has no items`);
    }
    const items = await this.items(object);
    if (index.kind === "slice") {
      const bounds = [index.start, index.stop, index.step].map((bound) =>
        bound.kind === "number" && bound.number.kind === "integer" ? Number(bound.number.value) : undefined,
      );
      return sequenceValue(object.kind === "tuple" ? "tuple" : "list", sliced(items, bounds));
    }
    const position = await integerOf(this, index, "an index");
    return (
      items[position < 0 ? position + items.length : position] ??
      refuse(`the index ${position} is out of range: there are ${items.length} items`)
    );
  }

  async #call(expression: ExpressionOf<"call">, scope: Names): Promise<FunctionValue> {
    const callee = await this.value(expression.callee, scope);
    const args: FunctionValue[] = [];
    const keywords = new Map<string, FunctionValue>();
    for (const { name, spread, value } of expression.args) {
      const given = await this.value(value, scope);
      if (spread) args.push(...(await this.items(given)));
      else if (name !== undefined) keywords.set(name, given);
      else args.push(given);
    }
    return this.call(callee, { args, keywords });
  }

  async call(callee: FunctionValue, values: CallValues): Promise<FunctionValue> {
    switch (callee.kind) {
      case "builtin":
        return callBuiltin(this, callee.name, values);
      case "library":
        return callModule(this, callee, values);
      case "method":
        return callMethodOf(this, callee, values);
      case "dtype":
        return this.#convert(callee, values);
      case "defined":
        return this.#callDefined(callee, values);
      default:
        return refuse(`${kindName(callee)} cannot be called`);
    }
  }

  /** `np.float32(x)`: of a number a scalar, of an array an array. */
  #convert({ dtype }: FunctionValueOf<"dtype">, { args: [value] }: CallValues): FunctionValue {
    if (value === undefined) return refuse("a dtype is called with one value");
    const type = elementTypeOf(dtype) ?? refuse("this dtype is not numeric");
    if (value.kind === "number" || value.kind === "boolean") {
      return fromArgument(typedScalar(this.workspace.graph, type, [value]));
    }
    return converted(this, value, dtype);
  }

  async #callDefined({ definition, scope }: FunctionValueOf<"defined">, values: CallValues): Promise<FunctionValue> {
    const inner = new Scope(scope);
    const { parameters } = definition;
    if (values.args.length > parameters.length) refuse(`${definition.name} takes ${parameters.length} arguments`);
    for (const name of values.keywords.keys()) {
      const index = parameters.findIndex((parameter) => parameter.name === name);
      if (index === -1) refuse(`${definition.name} has no parameter ${name}`);
      if (index < values.args.length) refuse(`the argument ${name} is given twice`);
    }
    for (const [index, parameter] of parameters.entries()) {
      const given = values.args[index] ?? values.keywords.get(parameter.name);
      if (given !== undefined) inner.names.set(parameter.name, await this.settled(given));
      else if (parameter.value !== undefined) inner.names.set(parameter.name, await this.value(parameter.value, scope));
      else refuse(`${definition.name} needs the argument ${parameter.name}`);
    }
    const atOnce = this.#atOnce;
    const value = await this.#runBody(definition, inner);
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

  /** Gives values to names and places. */
  async assign(target: Target, value: FunctionValue, scope: Scope): Promise<void> {
    try {
      switch (target.kind) {
        case "name":
          scope.names.set(target.name, await this.settled(value));
          return;
        case "subscript":
          await this.#assignSubscript(target, value, scope);
          return;
        case "targets": {
          const items = await this.items(await this.settled(value));
          if (items.length !== target.targets.length)
            refuse(`${items.length} values for ${target.targets.length} names`);
          for (const [index, one] of target.targets.entries()) await this.assign(one, items[index] ?? NO_VALUE, scope);
        }
      }
    } catch (error) {
      throw this.placed(error, target.spot);
    }
  }

  async #assignSubscript(target: ExpressionOf<"subscript">, value: FunctionValue, scope: Names): Promise<void> {
    const object = await this.value(target.object, scope);
    const index = await this.value(target.index, scope);
    if (object.kind === "list") {
      if (value.kind === "list" || value.kind === "tuple") return refuse("a list cannot hold another one");
      const position = await integerOf(this, index, "an index");
      const at = position < 0 ? position + object.items.length : position;
      if (at < 0 || at >= object.items.length) return refuse(`the index ${position} is out of range`);
      object.items[at] = await this.settled(value);
      return;
    }
    if (object.kind !== "piece") return refuse(`${kindName(object)} cannot be written to: write to output[...]`);
    await writeSubscript(this, object.piece, index, value);
  }

  /** Writes a value to all of an array: `output += ...`. */
  async overwrite(piece: Piece, value: FunctionValue): Promise<void> {
    await assignTo(this, piece, value);
  }

  async #comprehend(
    { item, clauses, ...rest }: ExpressionOf<"comprehension">,
    depth: number,
    scope: Scope,
    into: FunctionValue[],
  ): Promise<void> {
    const clause = clauses[depth];
    if (clause === undefined) {
      into.push(await this.settled(await this.value(item, scope)));
      if (into.length > MAX_ITEMS) refuse(`a list of more than ${MAX_ITEMS} items`);
      return;
    }
    for (const value of await this.items(await this.value(clause.iterable, scope))) {
      await this.assign(clause.target, value, scope);
      let holds = true;
      for (const condition of clause.conditions) holds &&= await this.truth(condition, scope);
      if (holds) await this.#comprehend({ ...rest, item, clauses }, depth + 1, scope, into);
    }
  }
}
