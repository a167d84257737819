import type { CatervaError } from "@caterva2/ndarray";
import { refuse } from "../../language/refuse.ts";
import type { Meter } from "../memory/meter.ts";
import { invalidFunction } from "../parse/refusal.ts";
import type { Definition, Expression, FunctionTree, Statement, StatementOf } from "../tree.ts";
import { assignTo, checkSameKind } from "./assign.ts";
import { assignTarget } from "./assign-target.ts";
import { Evaluator } from "./evaluator.ts";
import { binary } from "./operators.ts";
import type { CallValues } from "./runtime.ts";
import { Scope } from "./scope.ts";
import { type FunctionValue, integerValueOf, lengthOfRange, type Names, NO_VALUE } from "./values.ts";

/** Functions of the source that run within each other at most. */
const MAX_CALLS = 50;

/** How a statement ends: on to the next, out of a loop, or out of the function with a value. */
type Ending =
  | { readonly kind: "next" | "break" | "continue" }
  | { readonly kind: "return"; readonly value: FunctionValue };

const NEXT: Ending = { kind: "next" };

/** Carries out the statements of functions. One interpreter is for one piece after the other, not for two at a time. */
export class Interpreter {
  readonly #tree: FunctionTree;
  readonly #meter: Meter;
  readonly #evaluator: Evaluator;
  readonly #top = new Scope();
  /** Of the calls that run. */
  readonly #scopes: Scope[] = [];

  constructor(tree: FunctionTree, meter: Meter) {
    this.#tree = tree;
    this.#meter = meter;
    this.#evaluator = new Evaluator(tree.source, meter, (definition, scope) => this.#run(definition, scope));
    for (const [name, definition] of tree.definitions) {
      this.#top.names.set(name, { kind: "defined", definition, scope: this.#top });
    }
    meter.holder = { namedBytes: () => namedBytes(this.#scopes) };
  }

  /** Calls a function at the top of the source. @throws expression.invalid, expression.too_large, limit.exceeded */
  async call(name: string, values: CallValues): Promise<FunctionValue> {
    const callee = this.#top.names.get(name);
    if (callee === undefined) throw invalidFunction(`there is no function ${name}`);
    this.#scopes.length = 0;
    try {
      return await this.#evaluator.call(callee, values);
    } catch (error) {
      const spot = callee.kind === "defined" ? callee.definition.spot : { line: 1, column: 1 };
      throw this.#evaluator.placed(error, spot);
    }
  }

  async #run(definition: Definition, scope: Scope): Promise<FunctionValue> {
    if (this.#meter.calls >= MAX_CALLS) {
      return refuse(`functions call each other more than ${MAX_CALLS} deep: use a loop`);
    }
    this.#meter.enterCall();
    this.#scopes.push(scope);
    try {
      const ending = await this.#block(definition.body, scope);
      return ending.kind === "return" ? ending.value : NO_VALUE;
    } finally {
      this.#scopes.pop();
      this.#meter.leaveCall();
    }
  }

  async #block(statements: readonly Statement[], scope: Scope): Promise<Ending> {
    for (const statement of statements) {
      if (this.#meter.step()) await this.#meter.look();
      const ending = await this.#statement(statement, scope);
      if (ending.kind !== "next") return ending;
    }
    return NEXT;
  }

  async #statement(statement: Statement, scope: Scope): Promise<Ending> {
    switch (statement.kind) {
      case "expression":
        // A text on its own says what a function is for.
        if (statement.value.kind !== "text") await this.#value(statement.value, scope);
        return NEXT;
      case "assign":
        await this.#assign(statement, scope);
        return NEXT;
      case "augment":
        await this.#augment(statement, scope);
        return NEXT;
      case "if":
        for (const { condition, body } of statement.branches) {
          if (await this.#truth(condition, scope)) return this.#block(body, scope);
        }
        return this.#block(statement.otherwise, scope);
      case "for":
        return this.#for(statement, scope);
      case "while":
        return this.#while(statement, scope);
      case "block":
        return this.#block(statement.body, scope);
      case "return":
        return {
          kind: "return",
          value: statement.value === undefined ? NO_VALUE : await this.#value(statement.value, scope),
        };
      case "raise":
        throw await this.#raised(statement.value, scope, statement);
      case "assert":
        if (await this.#truth(statement.condition, scope)) return NEXT;
        throw await this.#raised(statement.message, scope, statement);
      case "define":
        scope.names.set(statement.definition.name, { kind: "defined", definition: statement.definition, scope });
        return NEXT;
      case "break":
      case "continue":
        return statement;
      case "pass":
        return NEXT;
    }
  }

  #begin(...expressions: readonly (Expression | undefined)[]): void {
    this.#meter.enterStatement();
    this.#evaluator.begin(expressions);
  }

  async #value(expression: Expression, scope: Scope): Promise<FunctionValue> {
    this.#begin(expression);
    const value = await this.#evaluator.value(expression, scope);
    try {
      return await this.#evaluator.settled(value);
    } catch (error) {
      throw this.#evaluator.placed(error, expression.spot);
    }
  }

  async #truth(expression: Expression, scope: Scope): Promise<boolean> {
    this.#begin(expression);
    return this.#evaluator.truth(expression, scope);
  }

  async #assign({ targets, value }: StatementOf<"assign">, scope: Scope): Promise<void> {
    const indices = targets.map((target) => (target.kind === "subscript" ? target : undefined));
    this.#begin(value, ...indices);
    let found = await this.#evaluator.value(value, scope);
    if (targets.length > 1) found = await this.#evaluator.settled(found);
    for (const target of targets) await assignTarget(this.#evaluator, target, found, scope);
  }

  /** `x += y` writes to the array that `x` names; other values get a new one. */
  async #augment({ target, operator, value, spot }: StatementOf<"augment">, scope: Scope): Promise<void> {
    this.#begin(target, value);
    const evaluator = this.#evaluator;
    const before = await evaluator.value(target, scope);
    const operand = await evaluator.value(value, scope);
    try {
      const after = binary(evaluator, operator, before, operand);
      if (before.kind === "piece" && !before.piece.scalar && after.kind === "array") {
        checkSameKind(after.node.dtype, before.piece.dtype);
        if (target.kind === "name") return await assignTo(evaluator, before.piece, after);
      }
      await assignTarget(evaluator, target, after, scope);
    } catch (error) {
      throw evaluator.placed(error, spot);
    }
  }

  async #for(statement: StatementOf<"for">, scope: Scope): Promise<Ending> {
    const iterable = await this.#value(statement.iterable, scope);
    // A list that grows meanwhile would never end.
    const items = iterable.kind === "range" ? iterable : [...(await this.#itemsOf(iterable, statement))];
    const length = "kind" in items ? lengthOfRange(items) : items.length;
    for (let at = 0; at < length; at += 1) {
      const item: FunctionValue =
        "kind" in items ? integerValueOf(items.start + at * items.step) : (items[at] ?? NO_VALUE);
      this.#begin();
      await assignTarget(this.#evaluator, statement.target, item, scope);
      const ending = await this.#loopBody(statement.body, scope);
      if (ending.kind === "break") return NEXT;
      if (ending.kind === "return") return ending;
    }
    return this.#block(statement.otherwise, scope);
  }

  async #itemsOf(value: FunctionValue, { iterable }: StatementOf<"for">): Promise<readonly FunctionValue[]> {
    try {
      return await this.#evaluator.items(value);
    } catch (error) {
      throw this.#evaluator.placed(error, iterable.spot);
    }
  }

  async #while({ condition, body, otherwise }: StatementOf<"while">, scope: Scope): Promise<Ending> {
    while (await this.#truth(condition, scope)) {
      const ending = await this.#loopBody(body, scope);
      if (ending.kind === "break") return NEXT;
      if (ending.kind === "return") return ending;
    }
    return this.#block(otherwise, scope);
  }

  /** An empty body would cost nothing, and never end. */
  async #loopBody(body: readonly Statement[], scope: Scope): Promise<Ending> {
    if (this.#meter.step()) await this.#meter.look();
    return this.#block(body, scope);
  }

  /** What `raise ValueError("...")` says. */
  async #raised(value: Expression | undefined, scope: Scope, { spot }: Statement): Promise<CatervaError> {
    const message = value?.kind === "call" ? value.args[0]?.value : value;
    const text = message?.kind === "text" ? await this.#value(message, scope) : NO_VALUE;
    const shown = text.kind === "text" ? `: ${text.value.slice(0, 200)}` : "";
    return invalidFunction(`the function gives up here${shown}`, spot, this.#tree.source);
  }
}

/** Bytes of all arrays that the names of these scopes, and of those around them, lead to. */
function namedBytes(scopes: readonly Scope[]): number {
  const buffers = new Set<ArrayBufferLike>();
  const seen = new Set<Names>();
  const open: FunctionValue[] = [];
  const enter = (scope: Names | undefined) => {
    for (let one: Names | undefined = scope; one !== undefined && !seen.has(one); one = one.parent) {
      seen.add(one);
      open.push(...one.names.values());
    }
  };
  for (const scope of scopes) enter(scope);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value.kind === "piece") buffers.add(value.piece.data.buffer);
    else if (value.kind === "tuple" || value.kind === "list") open.push(...value.items);
    else if (value.kind === "defined") enter(value.scope);
  }
  return [...buffers].reduce((total, buffer) => total + buffer.byteLength, 0);
}
