import type { OperatorName } from "../../operators.ts";
import { arccos, arcsin, arctan, arctan2, hypot, takesArctan2, takesHypot } from "./arc.ts";
import { farCos, farSin, fusedTan, nearCos, nearSin, tan, tanOfSingle } from "./circular.ts";
import { closeConstants } from "./constants.ts";
import { DOUBLES, floorDivide, nextafter, remainder, SINGLES, takesDivision } from "./division.ts";
import { allBelow } from "./double-ops.ts";
import { exp } from "./exponential.ts";
import { FUSED_LIMIT, FUSED_LIMIT_SINGLE, fusedCircular, fusedCircularSingle } from "./fused-circular.ts";
import {
  arccosh,
  arcsinh,
  arctanh,
  cosh,
  expm1,
  logaddexp,
  SQUARED,
  sinh,
  takesLogaddexp,
  tanh,
} from "./hyperbolic.ts";
import { log, log1p, log2, log10 } from "./logarithm.ts";
import { power, takesPower } from "./power.ts";
import * as singles from "./single-math.ts";
import { allBelow as singlesBelow } from "./single-ops.ts";
import * as singlePower from "./single-power.ts";
import { argument, type Value } from "./value.ts";

/** One way to compute a function of vectors. */
export interface Way {
  /** Where alone it is used: where the processor multiplies and adds in one step, or where not. */
  readonly only?: "fused" | "apart";
  /** i32: whether all lanes may go this way. Default: any. */
  readonly takes?: Value;
  readonly value: Value;
}

export type FunctionTable = Readonly<Partial<Record<OperatorName, readonly Way[]>>>;

const [X, Y] = [argument(0), argument(1)];

/** Up to here parts of pi/2 are enough; the nearer ones are faster. */
const [NEAR, FAR] = [1e5, 1e6];

/** What NumPy has to the last bit. */
const divisions = (width: typeof DOUBLES) =>
  ({
    floor_divide: [{ only: "fused", takes: takesDivision(width, X, Y), value: floorDivide(width, X, Y) }],
    remainder: [{ only: "fused", takes: takesDivision(width, X, Y), value: remainder(width, X, Y) }],
    nextafter: [{ value: nextafter(width, X, Y) }],
  }) as const satisfies FunctionTable;

const doubleFunctions = (single: boolean) =>
  ({
    exp: [{ value: exp(X, single) }],
    log: [{ value: log(X, single) }],
    log2: [{ value: log2(X, single) }],
    log10: [{ value: log10(X, single) }],
    sin: [
      { only: "fused", takes: allBelow(X, FUSED_LIMIT), value: fusedCircular(X, "sin") },
      { only: "apart", takes: allBelow(X, NEAR), value: nearSin(X) },
      { only: "apart", takes: allBelow(X, FAR), value: farSin(X) },
    ],
    cos: [
      { only: "fused", takes: allBelow(X, FUSED_LIMIT), value: fusedCircular(X, "cos") },
      { only: "apart", takes: allBelow(X, NEAR), value: nearCos(X) },
      { only: "apart", takes: allBelow(X, FAR), value: farCos(X) },
    ],
    tan: single
      ? [{ takes: allBelow(X, FAR), value: tanOfSingle(X) }]
      : [
          { only: "fused", takes: allBelow(X, FUSED_LIMIT), value: fusedTan(X) },
          { only: "apart", takes: allBelow(X, FAR), value: tan(X) },
        ],
    tanh: [{ value: tanh(X) }],
    arctan: [{ value: arctan(X) }],
    expm1: [{ value: expm1(X) }],
    log1p: [{ value: log1p(X) }],
    sinh: [{ value: sinh(X) }],
    cosh: [{ value: cosh(X) }],
    arcsin: [{ value: arcsin(X) }],
    arccos: [{ value: arccos(X) }],
    arcsinh: [{ takes: allBelow(X, SQUARED), value: arcsinh(X) }],
    arccosh: [{ takes: allBelow(X, SQUARED), value: arccosh(X) }],
    arctanh: [{ value: arctanh(X) }],
    hypot: [{ takes: takesHypot(X, Y), value: hypot(X, Y) }],
    logaddexp: [{ takes: takesLogaddexp(X, Y), value: logaddexp(X, Y) }],
    arctan2: [{ takes: takesArctan2(X, Y), value: arctan2(X, Y) }],
    power: [
      { only: "fused", takes: takesPower(X, Y), value: power(X, Y, true) },
      { only: "apart", takes: takesPower(X, Y), value: power(X, Y, false) },
    ],
  }) as const satisfies FunctionTable;

/**
 * Functions of two doubles at once: the ways are tried in turn, and numbers that none takes go one by one through
 * JavaScript.
 */
export const DOUBLE_FUNCTIONS: FunctionTable = { ...doubleFunctions(false), ...divisions(DOUBLES) };

/** With fewer terms, for singles that go through doubles since there is no function of theirs. */
export const WIDE_FUNCTIONS: FunctionTable = doubleFunctions(true);

const nearSingles = singlesBelow(X, FUSED_LIMIT_SINGLE);

/** Functions of four singles at once. */
export const SINGLE_FUNCTIONS: FunctionTable = {
  ...divisions(SINGLES),
  exp: [{ value: singles.exp(X) }],
  log: [{ value: singles.log(X) }],
  sin: [
    { only: "fused", takes: nearSingles, value: fusedCircularSingle(X, "sin") },
    { takes: singlesBelow(X, FAR), value: singles.sin(X) },
  ],
  cos: [
    { only: "fused", takes: nearSingles, value: fusedCircularSingle(X, "cos") },
    { takes: singlesBelow(X, FAR), value: singles.cos(X) },
  ],
  tanh: [{ value: singles.tanh(X) }],
  power: [{ takes: singlePower.takesPower(X, Y), value: singlePower.power(X, Y) }],
};

closeConstants();
