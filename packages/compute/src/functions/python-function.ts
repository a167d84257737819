import { checkNames } from "./check-names.ts";
import type { Meter } from "./memory/meter.ts";
import { functionNamed } from "./parse/parse.ts";
import { invalidFunction } from "./parse/refusal.ts";
import { type PieceFunction, UNKNOWN_COST } from "./piece-function.ts";
import { Interpreter } from "./run/interpreter.ts";
import { integersValue, pieceValue, tupleValue } from "./run/values.ts";

/** `name(inputs, output, offset)` of a source in NumPy's part of Python. @throws expression.invalid */
export function pythonFunction(source: string, name: string): PieceFunction {
  const { tree, definition } = functionNamed(source, name);
  const needed = definition.parameters.filter((parameter) => parameter.value === undefined).length;
  if (needed > 3 || definition.parameters.length < 3) {
    throw invalidFunction(`${name} must take three arguments: (inputs, output, offset)`, definition.spot, source);
  }
  checkNames(tree);
  let made: { readonly meter: Meter; readonly interpreter: Interpreter } | undefined;
  return {
    pointwise: false,
    cost: { perItem: definition.body.length, most: UNKNOWN_COST },
    async run({ inputs, output, offset }, meter) {
      if (made?.meter !== meter) made = { meter, interpreter: new Interpreter(tree, meter) };
      const args = [tupleValue(inputs.map(pieceValue)), pieceValue(output), integersValue(offset)];
      await made.interpreter.call(name, { args, keywords: new Map() });
    },
  };
}
