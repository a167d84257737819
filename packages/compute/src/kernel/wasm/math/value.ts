import type { Code } from "../encode.ts";
import { choose, get, set } from "../instructions.ts";
import type { FunctionBuilder } from "../module-builder.ts";

/**
 * A value of a function of vectors, by how it is computed of others: a graph, of which each value is computed once,
 * however often it is used. Code is made of it for several vectors at a time, which share what is the same for all.
 */
export type Value = Argument | Constant | Instruction | Choice | Either;

/** An argument of the function. */
export interface Argument {
  readonly kind: "argument";
  readonly index: number;
}

/** The same for all vectors. */
export interface Constant {
  readonly kind: "constant";
  readonly code: Code;
}

export interface Instruction {
  readonly kind: "instruction";
  readonly args: readonly Value[];
  /** The instruction behind its arguments, each of which it reads once. */
  readonly code: (...args: readonly Code[]) => Code;
}

/** One value or the other for all lanes of all vectors; only what is taken is computed. */
export interface Choice {
  readonly kind: "choice";
  /** An i32 for each vector: all must be other than 0. */
  readonly condition: Value;
  readonly then: Value;
  readonly otherwise: Value;
}

/** Computed in one way where the processor multiplies and adds in one step, and in another where not. */
export interface Either {
  readonly kind: "either";
  readonly fused: Value;
  readonly apart: Value;
}

export function argument(index: number): Value {
  return { kind: "argument", index };
}

export function instruction(code: Instruction["code"], ...args: readonly Value[]): Value {
  return { kind: "instruction", code, args };
}

export function choice(condition: Value, then: Value, otherwise: Value): Value {
  return { kind: "choice", condition, then, otherwise };
}

export function either(fused: Value, apart: Value): Value {
  return { kind: "either", fused, apart };
}

/** Local variables that hold a value, one for each vector. */
type Places = readonly Code[];

/** Writes the code of values. `vectors[k]`: the arguments of vector k, which may be read more than once. */
export class ValueWriter {
  readonly #into: FunctionBuilder;
  readonly #vectors: readonly (readonly Code[])[];
  readonly #fused: boolean;
  /** Values that are computed by now; those of a branch are forgotten at its end. */
  #known = new Map<Value, Places>();

  /** `fused`: which of {@link Either}. */
  constructor(into: FunctionBuilder, vectors: readonly (readonly Code[])[], fused: boolean) {
    this.#into = into;
    this.#vectors = vectors;
    this.#fused = fused;
  }

  /** Computes a value; what comes back reads it for each vector, as often as wanted. */
  write(value: Value): Places {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const places = this.#compute(value);
    this.#known.set(value, places);
    return places;
  }

  /** What `fill` writes into code of its own, which may not be run. */
  apart(fill: () => void): Code {
    const before = this.#known;
    this.#known = new Map(before);
    const code = this.#into.apart(fill);
    this.#known = before;
    return code;
  }

  /** i32: whether a condition holds for all vectors. */
  all(condition: Value): Code {
    return this.#codes(condition).reduce((all, one) => [all, one, 0x71]);
  }

  #compute(value: Value): Places {
    switch (value.kind) {
      case "argument":
        return this.#vectors.map((args) => args[value.index] ?? []);
      case "constant": {
        const place = this.#into.keep(value.code);
        return this.#vectors.map(() => place);
      }
      case "instruction":
        return this.#codes(value).map((code) => this.#into.keep(code));
      case "either":
        return this.write(this.#fused ? value.fused : value.apart);
      case "choice": {
        const locals = this.#vectors.map(() => this.#into.local("v128"));
        const condition = this.all(value.condition);
        const [then, otherwise] = [value.then, value.otherwise].map((branch) =>
          this.apart(() => {
            for (const [k, place] of this.write(branch).entries()) this.#into.push(set(locals[k] ?? 0, place));
          }),
        );
        this.#into.push(choose(undefined, condition, then ?? [], otherwise ?? []));
        return locals.map((local) => get(local));
      }
    }
  }

  /** The code of an instruction for each vector. */
  #codes(value: Value): Code[] {
    if (value.kind !== "instruction") return [...this.write(value)];
    const args = value.args.map((arg) => {
      if (arg.kind !== "constant") return this.write(arg);
      // Read where it is used: in a local from the start on, it would take a register for all that time.
      const place = this.#vectors.length === 1 ? arg.code : this.#into.keep(arg.code);
      return this.#vectors.map(() => place);
    });
    return this.#vectors.map((_, k) => value.code(...args.map((places) => places[k] ?? [])));
  }
}
