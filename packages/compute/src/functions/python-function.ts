import type { Meter } from "./memory/meter.ts";
import type { Piece } from "./memory/piece.ts";
import { parseFunctions } from "./parse/parse.ts";
import { invalidFunction } from "./parse/refusal.ts";
import { Interpreter } from "./run/interpreter.ts";
import { integersValue, pieceValue, tupleValue } from "./run/values.ts";

/** What a function gets for one piece of the result. */
export interface PieceCall {
  /** Pieces of the operands, in their own smaller shape where they repeat. */
  readonly inputs: readonly Piece[];
  /** To be filled; zeros at first. */
  readonly output: Piece;
  /** Where the piece starts in the result. */
  readonly offset: readonly number[];
  /** Of the whole result. */
  readonly shape: readonly number[];
}

/** A function that fills one piece after the other. */
export interface PieceFunction {
  run(call: PieceCall, meter: Meter): Promise<void>;
}

/** `name(inputs, output, offset)` of a source in NumPy's part of Python. @throws expression.invalid */
export function pythonFunction(source: string, name: string): PieceFunction {
  const tree = parseFunctions(source);
  const definition = tree.definitions.get(name);
  if (definition === undefined) throw invalidFunction(`the source has no function ${name}`);
  const needed = definition.parameters.filter((parameter) => parameter.value === undefined).length;
  if (needed > 3 || definition.parameters.length < 3) {
    throw invalidFunction(`${name} must take three arguments: (inputs, output, offset)`, definition.spot, source);
  }
  let made: { readonly meter: Meter; readonly interpreter: Interpreter } | undefined;
  return {
    async run({ inputs, output, offset }, meter) {
      if (made?.meter !== meter) made = { meter, interpreter: new Interpreter(tree, meter) };
      const args = [tupleValue(inputs.map(pieceValue)), pieceValue(output), integersValue(offset)];
      await made.interpreter.call(name, { args, keywords: new Map() });
    },
  };
}
