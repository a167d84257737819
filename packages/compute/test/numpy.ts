import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isBig } from "../src/kernel/js/columns.ts";
import { columnOf } from "../src/kernel/js/typed-view.ts";
import { isNumericType, kindOf, type NumericType, sizeOf } from "../src/kernel/types.ts";

export interface OracleCase {
  readonly call: string;
  readonly type: NumericType;
  readonly args: readonly Uint8Array[];
  readonly to?: NumericType;
  readonly condition?: Uint8Array;
  readonly shape?: readonly number[];
  readonly axis?: number | null;
  readonly ddof?: number;
}

export interface OracleAnswer {
  readonly dtype: NumericType;
  readonly data: Uint8Array;
}

/** NumPy's answers to all cases, from one process. */
export function askNumpy(python: string, cases: readonly OracleCase[]): OracleAnswer[] {
  const encode = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  const asked = cases.map((found) => ({
    ...found,
    args: found.args.map(encode),
    condition: found.condition ? encode(found.condition) : undefined,
  }));
  const script = fileURLToPath(new URL("../../../interop/compute/kernels.py", import.meta.url));
  const input = JSON.stringify({ cases: asked });
  const { stdout, stderr, status } = spawnSync(python, [script], { input, maxBuffer: 2 ** 29 });
  if (status !== 0) throw new Error(`the oracle failed: ${stderr.toString()}`);
  const answers: { dtype: string; data: string }[] = JSON.parse(stdout.toString());
  return answers.map(({ dtype, data }) => {
    if (!isNumericType(dtype)) throw new Error(`the oracle answered ${dtype}`);
    return { dtype, data: new Uint8Array(Buffer.from(data, "base64")) };
  });
}

export interface Tolerance {
  /** Units in the last place of a float. */
  readonly ulp?: number;
  /** Of the size of a complex number, or of the result, where ULPs say nothing. */
  readonly relative?: number;
}

/** The first item that differs by more than the tolerance, in words; zeros are equal, and so are NaNs. */
export function firstDifference(
  type: NumericType,
  ours: Uint8Array,
  theirs: Uint8Array,
  { ulp = 0, relative = 0 }: Tolerance = {},
): string | undefined {
  const count = Math.floor(theirs.length / sizeOf(type));
  if (ours.length < theirs.length) return `${ours.length} bytes instead of ${theirs.length}`;
  const [a, b] = [columnOf(type, ours, count), columnOf(type, theirs, count)];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] ?? 0, b[k] ?? 0];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (!isBig(a) && kindOf(type) !== "int" && kindOf(type) !== "uint") {
      const [p, q] = [Number(x), Number(y)];
      if (ulp > 0 && ulps(p, q, type) <= ulp) continue;
      const first = kindOf(type) === "complex" ? k - (k % 2) : k;
      const size = Math.max(
        Math.abs(Number(b[first])),
        Math.abs(Number(b[kindOf(type) === "complex" ? first + 1 : first])),
      );
      if (relative > 0 && Math.abs(p - q) <= relative * size) continue;
    }
    return `item ${k}: ${x} instead of ${y}${typeof x === "number" ? ` (${ulps(x, Number(y), type)} ULP)` : ""}`;
  }
  return undefined;
}

/** How many floats lie between two. */
export function ulps(x: number, y: number, type: NumericType): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return Number.POSITIVE_INFINITY;
  return type === "f4" || type === "c8" ? Math.abs(ordinal4(x) - ordinal4(y)) : Number(abs(ordinal8(x) - ordinal8(y)));
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function ordinal4(x: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0] ?? 0;
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

function ordinal8(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0] ?? 0n;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
