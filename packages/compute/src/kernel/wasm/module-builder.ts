import {
  type Code,
  flatten,
  list,
  type Signature,
  section,
  signatureBytes,
  text,
  unsigned,
  VALUE_TYPES,
  type ValueType,
} from "./encode.ts";
import { get, set } from "./instructions.ts";

/** A function being put together: its locals, and its code in order. */
export class FunctionBuilder {
  readonly signature: Signature;
  readonly #locals: ValueType[] = [];
  readonly #code: Code[] = [];

  constructor(signature: Signature) {
    this.signature = signature;
  }

  local(type: ValueType): number {
    this.#locals.push(type);
    return this.signature.params.length + this.#locals.length - 1;
  }

  push(code: Code): void {
    this.#code.push(code);
  }

  /** Computes a value once; what comes back reads it, as often as wanted. */
  keep(code: Code, type: ValueType = "v128"): Code {
    const local = this.local(type);
    this.push(set(local, code));
    return get(local);
  }

  /** What `fill` adds goes into code of its own, for the body of a loop. */
  apart(fill: () => void): Code {
    const start = this.#code.length;
    fill();
    return this.#code.splice(start);
  }

  bytes(): number[] {
    const body: number[] = [];
    flatten(this.#code, body);
    const locals = list(this.#locals.map((type) => [1, VALUE_TYPES[type]]));
    return [...unsigned(locals.length + body.length + 1), ...locals, ...body, 0x0b];
  }
}

/** What a module takes from JavaScript: functions of doubles, by name. */
export const IMPORTS = "js";

/**
 * A module over an imported memory. Functions that kernels call are made when first asked for, once each. Imports are
 * numbered before functions, so they are named at the start.
 */
export class ModuleBuilder {
  /** Whether its functions multiply and add in one step. */
  readonly fused: boolean;
  readonly #imports: readonly string[];
  readonly #functions: FunctionBuilder[] = [];
  readonly #named = new Map<string, number>();
  readonly #exports: { name: string; index: number }[] = [];

  /** `imports`: the functions of two doubles that the module may call. */
  constructor(imports: readonly string[], fused = false) {
    this.#imports = imports;
    this.fused = fused;
  }

  /** The number of an imported function `(f64, f64) -> f64`. */
  imported(name: string): number {
    const index = this.#imports.indexOf(name);
    if (index < 0) throw new RangeError(`the module imports no ${name}`);
    return index;
  }

  /** The number of the function of that name, made by `build` when it is not there. */
  named(name: string, signature: Signature, build: (into: FunctionBuilder) => void): number {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const builder = new FunctionBuilder(signature);
    build(builder);
    const index = this.#imports.length + this.#functions.length;
    this.#functions.push(builder);
    this.#named.set(name, index);
    return index;
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const scalar: Signature = { params: ["f64", "f64"], results: ["f64"] };
    const types = [scalar, ...this.#functions.map((builder) => builder.signature)].map(signatureBytes);
    const imports = [
      [...text(IMPORTS), ...text("memory"), 2, 0, 1],
      ...this.#imports.map((name) => [...text(IMPORTS), ...text(name), 0, 0]),
    ];
    const exports = this.#exports.map(({ name, index }) => [...text(name), 0, ...unsigned(index)]);
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, list(types)),
      ...section(2, list(imports)),
      ...section(3, list(this.#functions.map((_, index) => unsigned(index + 1)))),
      ...section(7, list(exports)),
      ...section(10, list(this.#functions.map((builder) => builder.bytes()))),
    ]);
  }
}
