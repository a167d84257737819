import { expect, test } from "vitest";
import { generator } from "../../../../test/samples.ts";
import { compileKernel } from "../../compile.ts";
import type { KernelProgram } from "../../program.ts";
import { fusesMultiplyAdd } from "../fused.ts";

const NAMES = ["floor_divide", "remainder", "nextafter"] as const;
const SPECIAL = [0, -0, 1, -1, 0.1, -0.3, 3, 7.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const RARE = [5e-324, -5e-324, 2 ** -1022, 2 ** -149, 2 ** -126, 1e308, -1e308, 3e38, 2 ** 53, -(2 ** 24), 1 / 3];

/** Dividends at whole multiples of divisors and the floats beside them, quotients of all sizes, and pairs of rare numbers. */
function pairs(random: () => number, round: (x: number) => number): (readonly [number, number])[] {
  const signed = () => (random() - 0.5) * 2;
  const multiples = Array.from({ length: 20_000 }, () => {
    const divisor = round(signed() * 10 ** Math.round(signed() * 12));
    const near = round(Math.round(signed() * 2 ** (random() * 60)) * divisor);
    return [
      round(near * (1 + Math.round(signed() * 2) * (round === Math.fround ? 2 ** -24 : 2 ** -53))),
      divisor,
    ] as const;
  });
  const any = Array.from(
    { length: 5000 },
    () => [signed() * 10 ** (signed() * 30), signed() * 10 ** (signed() * 30)] as const,
  );
  const rare = [...SPECIAL, ...RARE].flatMap((a) => [...SPECIAL, ...RARE].map((b) => [a, b] as const));
  return [...multiples, ...any, ...rare];
}

function results(op: (typeof NAMES)[number], type: "f4" | "f8", args: readonly Uint8Array[], options: object) {
  const program: KernelProgram = {
    inputs: [
      { type, form: "array" },
      { type, form: "array" },
    ],
    nodes: [
      { kind: "input", input: 0 },
      { kind: "input", input: 1 },
      { kind: "apply", op, type, args: [0, 1] },
    ],
    outputs: [2],
  };
  const into = new Uint8Array(args[0]?.length ?? 0);
  compileKernel(program, options).run(args, [into], into.length / (type === "f4" ? 4 : 8));
  return type === "f4" ? new Float32Array(into.buffer) : new Float64Array(into.buffer);
}

test.each(["f4", "f8"] as const)(
  "quotients, remainders and neighbours of %s are those of plain loops, zeros' signs too",
  (type) => {
    const found = pairs(generator(23), type === "f4" ? Math.fround : (x) => x);
    const args = [0, 1].map((part) => {
      const values = found.map((pair) => pair[part] ?? 0);
      return new Uint8Array((type === "f4" ? Float32Array.from(values) : Float64Array.from(values)).buffer);
    });
    for (const op of NAMES) {
      const plain = results(op, type, args, { implementation: "js" });
      for (const fused of fusesMultiplyAdd() ? [true, false] : [false]) {
        const ours = results(op, type, args, { implementation: "wasm", fused });
        const wrong = found.findIndex((_, k) => !Object.is(ours[k], plain[k]));
        expect([op, fused, found[wrong], ours[wrong], plain[wrong]]).toEqual([
          op,
          fused,
          undefined,
          undefined,
          undefined,
        ]);
      }
    }
  },
);
