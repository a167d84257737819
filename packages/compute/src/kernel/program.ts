import type { OperatorName } from "./operators.ts";
import type { NumericType } from "./types.ts";

/**
 * An elementwise computation over typed blocks, in single-assignment form: node `k` may use the values of nodes before
 * it, and nothing else. `checkProgram` says whether a program is one; kernels are made of checked programs only.
 */
export interface KernelProgram {
  readonly inputs: readonly KernelInput[];
  readonly nodes: readonly KernelNode[];
  /** Numbers of the nodes that are stored, one for each output of {@link Kernel.run}. */
  readonly outputs: readonly number[];
}

/** `array`: `count` items; `scalar`: one item that goes with every item of the arrays. */
export interface KernelInput {
  readonly type: NumericType;
  readonly form: "array" | "scalar";
}

export interface ComplexValue {
  readonly re: number;
  readonly im: number;
}

/** bool: a boolean; i8 and u8: a bigint; complex types: {@link ComplexValue}; the others a number, integers in range. */
export type ConstantValue = number | bigint | boolean | ComplexValue;

export type KernelNode =
  | { readonly kind: "input"; readonly input: number }
  | { readonly kind: "constant"; readonly type: NumericType; readonly value: ConstantValue }
  /**
   * NumPy's `astype`: integers wrap, floats are cut towards zero, complex to real drops the imaginary part, anything
   * but zero is true. A float that the integer type cannot hold (NumPy: undefined) becomes what x86 makes of it: the
   * lowest number of i8 for i8 and u8, of i4 for i4, and the low bits of that for the narrower ones.
   */
  | { readonly kind: "cast"; readonly type: NumericType; readonly arg: number }
  /** All arguments have the type the operator works in; {@link resultType} gives that of the result. */
  | { readonly kind: "apply"; readonly op: OperatorName; readonly type: NumericType; readonly args: readonly number[] }
  /** `condition ? whenTrue : whenFalse`, of a bool and two values of one type. */
  | {
      readonly kind: "select";
      readonly type: NumericType;
      readonly condition: number;
      readonly whenTrue: number;
      readonly whenFalse: number;
    };

/** A compiled program. Not re-entrant; one for each thread (the compiled module is shared, see `compileKernel`). */
export interface Kernel {
  readonly program: KernelProgram;
  /** How it computes; results are the same but for the last digits of transcendental functions (both within 2 ULP). */
  readonly implementation: "js" | "wasm";
  /**
   * Computes `count` items. `inputs[k]` holds `count` items of its type, or one for a scalar; `outputs[k]` takes
   * `count` items of the type of its node. Bytes in native order, at any alignment; an output may be the very bytes of
   * an input of the same item size, else they may not overlap.
   */
  run(inputs: readonly Uint8Array[], outputs: readonly Uint8Array[], count: number): void;
}
