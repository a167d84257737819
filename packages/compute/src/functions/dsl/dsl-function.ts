import { functionNamed } from "../parse/parse.ts";
import { invalidFunction } from "../parse/refusal.ts";
import { type PieceFunction, UNKNOWN_COST } from "../piece-function.ts";
import { pythonFunction } from "../python-function.ts";
import { contentsOf } from "./contents.ts";
import { ScalarRun } from "./run.ts";

/**
 * Scalar code, `name(x, y)` with a `return`, as python-blosc2's `dsl_kernel` takes it: it says what becomes of one item.
 * With the parameters (inputs, output, offset) it is a plain function. @throws expression.invalid
 */
export function scalarFunction(source: string, name: string, inputs: number): PieceFunction {
  const { definition } = functionNamed(source, name);
  const names = definition.parameters.map((parameter) => parameter.name);
  if (names.length === 3 && /^out(?:put)?$/i.test(names[1] ?? "") && /^offset$/i.test(names[2] ?? "")) {
    return pythonFunction(source, name);
  }
  if (names.length !== inputs) {
    throw invalidFunction(`${name} takes ${names.length} operands, and there are ${inputs}`, definition.spot, source);
  }
  const most = contentsOf(definition.body).loops ? UNKNOWN_COST : 0;
  const cost = { perItem: definition.body.length, most };
  return { pointwise: true, cost, run: (call, meter) => new ScalarRun(source, definition, call, meter).run() };
}
