import fc from "fast-check";
import type { Sample } from "./realistic.ts";

/** Arrays of the oracle of one shape, so that anything may stand beside anything. */
const INPUTS = ["f8_m", "f4_m", "i4_m", "u1_m", "b1_m", "f8_c", "f4_v"] as const;

const arrays = ["x", "y", "a", "b"] as const;
const array = fc.constantFrom<string>(...arrays);
const number = fc.constantFrom("0", "1", "2", "-3", "0.5", "2.5", "k", "n");
const comparison = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small", withCrossShrink: true },
    array,
    number,
    fc.tuple(tie("value"), fc.constantFrom("+", "-", "*"), tie("value")).map((parts) => `(${parts.join(" ")})`),
    fc.tuple(array, fc.constantFrom("/ 4", "// 3", "% 5", "** 2", "* 1.5")).map((parts) => parts.join(" ")),
    fc
      .tuple(fc.constantFrom("np.abs", "np.sqrt", "np.exp", "np.floor", "np.sign", "np.nan_to_num"), array)
      .map(([f, x]) => `${f}(${x} * 1.0)`),
    fc
      .tuple(fc.constantFrom("np.maximum", "np.minimum", "np.hypot"), array, tie("value"))
      .map(([f, x, y]) => `${f}(${x} * 1.0, ${y})`),
    fc
      .tuple(array, comparison, number, tie("value"), tie("value"))
      .map(([x, sign, n, then, otherwise]) => `np.where(${x} ${sign} ${n}, ${then}, ${otherwise})`),
    fc
      .tuple(array, fc.constantFrom("sum", "max", "min"), fc.constantFrom("", "axis=0", "axis=1, keepdims=True"))
      .map(([x, f, args]) => `${x}.${f}(${args})`),
    fc
      .tuple(array, fc.constantFrom("[::-1]", "[:, ::-1]", "[0]", "[..., :1]", "[:1, None][0]"))
      .map((parts) => parts.join("")),
    fc.tuple(tie("value")).map(([inner]) => `g(${inner})`),
  ),
}));

const mask = fc.tuple(array, comparison, number).map((parts) => parts.join(" "));

/** Statements that keep `a`, `b` and `output` of the shape of the piece. */
const statement = fc.oneof(
  fc.tuple(fc.constantFrom("a", "b"), value).map(([name, made]) => `${name} = np.zeros(output.shape) + ${made}`),
  fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("+=", "-=", "*="), value).map((parts) => parts.join(" ")),
  fc.tuple(value).map(([made]) => `output[:] = ${made}`),
  fc.tuple(fc.constantFrom("a", "output"), mask, number).map(([name, where, n]) => `${name}[${where}] = ${n}`),
  fc.tuple(mask, array).map(([where, x]) => `output[${where}] = ${x}[${where}]`),
  fc.tuple(fc.constantFrom("a[0]", "b[:, 1:]", "output[::2]", "a[-1, :2]"), number).map((parts) => parts.join(" = ")),
  fc.tuple(value).map(([made]) => `n = float(np.nan_to_num((np.zeros(2) + np.mean(${made})).sum()) > 0)`),
  fc.constant("v = a[1:]\nv += 1\na = b.copy()"),
  fc.constant("a, b = b, a"),
  fc.constant("b = output.T.copy().T"),
);

const indented = (text: string) => text.replace(/^/gm, "    ");

const block: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: statement },
  {
    weight: 1,
    arbitrary: fc
      .tuple(number, statement, statement)
      .map(([n, then, otherwise]) => `if ${n} > 1:\n${indented(then)}\nelse:\n${indented(otherwise)}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("range(3)", "(1, 2.5)", "range(4, 0, -2)"), statement)
      .map(([over, body]) => `for k in ${over}:\n${indented(body)}\n    if k == 2: continue\n    a = a + k`),
  },
  {
    weight: 1,
    arbitrary: statement.map((body) => `t = 0\nwhile t < 3:\n    t += 1\n${indented(body)}\n    if n > 5: break`),
  },
);

/** Functions made up, seeded by whoever samples them. */
export const samples: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.array(fc.constantFrom(...INPUTS), { minLength: 2, maxLength: 2 }),
    fc.array(block, { minLength: 1, maxLength: 5 }),
  )
  .map(([inputs, blocks]) => ({
    inputs,
    dtype: "<f8",
    body: [
      "x, y = inputs",
      "a = np.zeros(output.shape)\nb = np.ones(output.shape)\nk, n = 1, 2",
      "def g(v):\n    return v * 2 + n",
      ...blocks,
      "output += np.nan_to_num(a, posinf=9, neginf=-9) - b",
    ].join("\n"),
  }));
