import { castTo } from "../../bind/nodes.ts";
import { Refusal, refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import type { Meter } from "../memory/meter.ts";
import { fitsInto, itemsOf, writeItems } from "../memory/piece.ts";
import { invalidFunction } from "../parse/refusal.ts";
import type { PieceCall } from "../piece-function.ts";
import { binary } from "../run/operators.ts";
import { type FunctionValue, integerValueOf, pieceValue } from "../run/values.ts";
import { Workspace } from "../run/workspace.ts";
import type { Definition, Expression, Spot, Statement, StatementOf } from "../tree.ts";
import { contentsOf } from "./contents.ts";
import { type ScalarContext, scalarValue, truth } from "./expressions.ts";
import { IndexSymbols } from "./index-symbols.ts";
import { blend, both, either, type Lanes, lanesOf, others } from "./lanes.ts";

/** Assignments after which what is known of the names is computed: graphs stay small. */
const MAX_PENDING = 40;

/** What a loop that runs has been left by. */
interface Loop {
  broken: Lanes;
  continued: Lanes;
}

/**
 * One run of scalar code over a piece, for all items at once: where items go different ways, both ways are computed,
 * and each item takes the values of its own. Nothing here has side effects, so that is the same.
 */
export class ScalarRun implements ScalarContext {
  readonly #source: string;
  readonly #definition: Definition;
  readonly #call: PieceCall;
  readonly #meter: Meter;
  readonly #names = new Map<string, FunctionValue>();
  readonly #symbols: IndexSymbols;
  readonly #loops: Loop[] = [];
  #workspace: Workspace;
  #pending = 0;
  #result: FunctionValue | undefined;

  constructor(source: string, definition: Definition, call: PieceCall, meter: Meter) {
    this.#source = source;
    this.#definition = definition;
    this.#call = call;
    this.#meter = meter;
    this.#symbols = new IndexSymbols(call);
    this.#workspace = new Workspace(meter);
    for (const [index, { name }] of definition.parameters.entries()) {
      const input = call.inputs[index];
      if (input !== undefined) this.#names.set(name, pieceValue(input));
    }
    meter.holder = { namedBytes: () => bytesOf([...this.#names.values(), ...this.#symbols.known.values()]) };
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  step(): void {
    this.#meter.step();
  }

  placed(error: unknown, { spot }: { readonly spot: Spot }): unknown {
    return error instanceof Refusal ? invalidFunction(error.message, spot, this.#source) : error;
  }

  /** Fills the output of the call. @throws expression.invalid, expression.too_large, limit.exceeded */
  async run(): Promise<void> {
    this.#meter.enterCall();
    let left: Lanes = true;
    for (const statement of this.#definition.body) {
      left = await this.#block([statement], left);
      if (this.#pending <= MAX_PENDING) continue;
      left = await this.#fixed(left);
      await this.#renew();
    }
    if (this.#result === undefined || left === true) {
      throw invalidFunction(`${this.#definition.name} does not return a value`, this.#definition.spot, this.#source);
    }
    try {
      await this.#store(this.#result, left);
    } catch (error) {
      throw this.placed(error, this.#definition);
    }
    this.#meter.leaveCall();
  }

  /** Items that never came to a `return` stay 0. */
  async #store(result: FunctionValue, left: Lanes): Promise<void> {
    const { output } = this.#call;
    const { graph } = this.#workspace;
    const type = elementTypeOf(output.dtype) ?? refuse("scalar functions give numbers here");
    const zero: FunctionValue = { kind: "number", number: { kind: "integer", value: 0n } };
    const whole = blend(this.#workspace, left, zero, result);
    const piece = await this.#workspace.compute(castTo(graph, this.#workspace.node(whole), type));
    const shape = fitsInto(piece.shape, output.shape) ?? refuse("the result does not fit the shape");
    writeItems(output, itemsOf(piece), shape);
  }

  valueOf(name: string): FunctionValue | undefined {
    return this.#names.get(name) ?? this.#symbols.valueOf(name, this);
  }

  /** Runs statements for some lanes; gives those that go on to what follows. */
  async #block(statements: readonly Statement[], lanes: Lanes): Promise<Lanes> {
    let live = lanes;
    for (const statement of statements) {
      if (live === false) return false;
      if (this.#meter.step()) await this.#meter.look();
      try {
        live = await this.#statement(statement, live);
      } catch (error) {
        throw this.placed(error, statement);
      }
    }
    return live;
  }

  async #statement(statement: Statement, lanes: Lanes): Promise<Lanes> {
    switch (statement.kind) {
      case "assign":
        for (const target of statement.targets) {
          if (target.kind !== "name") return refuse("scalar functions assign to names only");
          this.#assign(target.name, scalarValue(this, statement.value), lanes);
        }
        return lanes;
      case "augment": {
        const { target, operator, value } = statement;
        if (target.kind !== "name") return refuse("scalar functions assign to names only");
        this.#assign(target.name, binary(this, operator, scalarValue(this, target), scalarValue(this, value)), lanes);
        return lanes;
      }
      case "expression":
        // A text on its own says what a function is for.
        if (statement.value.kind !== "text") scalarValue(this, statement.value);
        return lanes;
      case "return":
        if (statement.value === undefined) return refuse("a scalar function returns a value");
        this.#result = blend(this.#workspace, lanes, scalarValue(this, statement.value), this.#result);
        this.#pending += 1;
        return false;
      case "if":
        return this.#if(statement, lanes);
      case "for":
        return this.#for(statement, lanes);
      case "while":
        return this.#while(statement, lanes);
      case "break":
      case "continue": {
        const loop = this.#loops.at(-1) ?? refuse(`\`${statement.kind}\` outside of a loop`);
        if (statement.kind === "break") loop.broken = either(this.#workspace, loop.broken, lanes);
        else loop.continued = either(this.#workspace, loop.continued, lanes);
        return false;
      }
      case "pass":
        return lanes;
      default:
        return refuse("this is not in the language of scalar functions");
    }
  }

  #assign(name: string, value: FunctionValue, lanes: Lanes): void {
    if (this.#definition.parameters.some((parameter) => parameter.name === name)) {
      refuse(`the parameter ${name} cannot be assigned to: take another name`);
    }
    this.#names.set(name, blend(this.#workspace, lanes, value, this.#names.get(name)));
    this.#pending += 1;
  }

  /** Each branch for the lanes that no branch before has taken. */
  async #if({ branches, otherwise }: StatementOf<"if">, lanes: Lanes): Promise<Lanes> {
    const contents = [...branches.map(({ body }) => body), otherwise].map(contentsOf);
    // A loop replaces the graph: what is used behind it must be computed before.
    const loops = contents.some((one) => one.loops);
    const keep = (one: Lanes) => (loops ? this.#fixed(one) : one);
    const came = await keep(lanes);
    let rest = came;
    let after: Lanes = false;
    for (const { condition, body } of branches) {
      const holds = await keep(truth(this, condition));
      const taken = await keep(both(this.#workspace, rest, holds));
      rest = await keep(both(this.#workspace, rest, others(this.#workspace, holds)));
      const end = await keep(taken === false ? false : await this.#block(body, taken));
      after = await keep(either(this.#workspace, after, end));
      if (rest === false) break;
    }
    const end = rest === false ? false : await this.#block(otherwise, rest);
    const leaves = contents.some((one) => one.returns || one.jumps);
    return leaves ? either(this.#workspace, after, end) : came;
  }

  /** `for name in range(...)`, whose bounds may differ from item to item. */
  async #for({ target, iterable, body, otherwise }: StatementOf<"for">, lanes: Lanes): Promise<Lanes> {
    if (target.kind !== "name" || otherwise.length > 0) return refuse("`for` takes one name, and no `else`, here");
    const { start, stop, step } = await this.#range(iterable);
    const came = await this.#fixed(lanes);
    const backwards = step < 0;
    let at: FunctionValue = start;
    return this.#loop(came, body, async (live) => {
      const goesOn = both(
        this.#workspace,
        live,
        lanesOf(this.#workspace, binary(this, backwards ? ">" : "<", at, stop)),
      );
      this.#assign(target.name, at, goesOn);
      at = await this.#computed(binary(this, "+", at, integerValueOf(step)));
      return goesOn;
    });
  }

  async #range(iterable: Expression): Promise<{ start: FunctionValue; stop: FunctionValue; step: number }> {
    const isRange = iterable.kind === "call" && iterable.callee.kind === "name" && iterable.callee.name === "range";
    if (!isRange || iterable.args.length < 1 || iterable.args.length > 3)
      return refuse("`for` goes over range(...) here");
    const bounds: FunctionValue[] = [];
    for (const { value } of iterable.args) bounds.push(await this.#computed(scalarValue(this, value)));
    const [first = integerValueOf(0), second, third = integerValueOf(1)] = bounds;
    const step = third.kind === "number" && third.number.kind === "integer" ? Number(third.number.value) : 0;
    if (step === 0) return refuse("the step of range must be the same integer for all items, and not 0");
    return { start: second === undefined ? integerValueOf(0) : first, stop: second ?? first, step };
  }

  async #while({ condition, body, otherwise }: StatementOf<"while">, lanes: Lanes): Promise<Lanes> {
    if (otherwise.length > 0) return refuse("`while` takes no `else` here");
    const came = await this.#fixed(lanes);
    return this.#loop(came, body, async (live) => both(this.#workspace, live, truth(this, condition)));
  }

  /** Runs a body as long as `next` says that lanes go on. */
  async #loop(came: Lanes, body: readonly Statement[], next: (live: Lanes) => Promise<Lanes>): Promise<Lanes> {
    const { returns } = contentsOf(body);
    let live = came;
    let left: Lanes = false;
    for (;;) {
      if (this.#meter.step()) await this.#meter.look();
      await this.#renew();
      const goesOn = await this.#fixed(await next(live));
      left = await this.#fixed(
        either(this.#workspace, left, both(this.#workspace, live, others(this.#workspace, goesOn))),
      );
      if (goesOn === false) break;
      const loop: Loop = { broken: false, continued: false };
      this.#loops.push(loop);
      const end = await this.#block(body, goesOn);
      this.#loops.pop();
      live = await this.#fixed(either(this.#workspace, end, loop.continued));
      left = await this.#fixed(either(this.#workspace, left, loop.broken));
      if (live === false) break;
    }
    return returns ? left : came;
  }

  /** Lanes that stay valid in another graph; `false` if there are none. */
  async #fixed(lanes: Lanes): Promise<Lanes> {
    if (typeof lanes === "boolean") return lanes;
    const piece = lanes.kind === "piece" ? lanes.piece : await this.#workspace.compute(lanes.node);
    return itemsOf(piece).includes(1) ? { kind: "piece", piece } : false;
  }

  async #computed(value: FunctionValue): Promise<FunctionValue> {
    return value.kind === "array" ? pieceValue(await this.#workspace.compute(value.node)) : value;
  }

  /** Computes all that is known, and goes on with an empty graph. Lanes that are in use are fixed before. */
  async #renew(): Promise<void> {
    for (const names of [this.#names, this.#symbols.known]) {
      for (const [name, value] of names) names.set(name, await this.#computed(value));
    }
    if (this.#result !== undefined) this.#result = await this.#computed(this.#result);
    for (const loop of this.#loops) {
      loop.broken = await this.#fixed(loop.broken);
      loop.continued = await this.#fixed(loop.continued);
    }
    this.#workspace = new Workspace(this.#meter);
    this.#meter.enterStatement();
    this.#pending = 0;
  }
}

function bytesOf(values: readonly FunctionValue[]): number {
  const buffers = new Set(values.flatMap((value) => (value.kind === "piece" ? [value.piece.data.buffer] : [])));
  return [...buffers].reduce((total, buffer) => total + buffer.byteLength, 0);
}
