import fc from "fast-check";

/** Operands of the oracle: a name says kind, width and shape (`m` 3x4, `v` 4, `c` 3x1, `s` 0-d, `b` big-endian 3x4). */
export const OPERANDS = {
  bool: ["?_m", "?_v"],
  int: ["i1_m", "i2_v", "i4_m", "i4_b", "i8_m", "i8_c", "u1_m", "u1_v", "u2_m", "u4_m", "u8_m", "i4_s"],
  float: ["f2_m", "f4_m", "f4_v", "f8_m", "f8_c", "f8_b", "f4_s"],
  complex: ["c8_m", "c16_v"],
} as const;

const name = (code: string) => code.replace("?", "b1");

const leaf = (kind: keyof typeof OPERANDS) => fc.constantFrom(...OPERANDS[kind]).map(name);

const literal = fc.oneof(
  fc.constantFrom("0", "1", "2", "3", "-1", "7", "100"),
  fc.constantFrom("0.5", "2.5", "-1.25", "1e3", "3.0"),
);

/** Beyond the small integer types, too. */
const whole = fc.constantFrom("-1", "-3", "7", "300", "-70000", "2**40", "2**63 - 1");

const axis = fc.constantFrom(
  "",
  ", axis=0",
  ", axis=-1",
  ", axis=0, keepdims=True",
  ", keepdims=True",
  ", axis=(0, 1)",
);

const entry = fc.constantFrom(":", "0", "-1", "1:", ":-1", "::2", "::-1", "2:0:-1", "1:3", "5:", "-2:");
const slice = fc.array(entry, { minLength: 1, maxLength: 2 }).map((entries) => `[${entries.join(", ")}]`);

const UNARY = [
  ...["sqrt", "exp", "log", "sin", "cos", "tan", "arctan", "tanh", "log1p", "expm1", "sinh", "arcsinh", "arcsin"],
  ...["abs", "floor", "ceil", "trunc", "round", "sign", "square", "negative", "positive", "real", "imag", "conj"],
  ...["isnan", "isinf", "isfinite", "logical_not", "log2", "log10"],
];
const BINARY = [
  ...["arctan2", "hypot", "logaddexp", "maximum", "minimum", "add", "multiply", "subtract", "divide"],
  ...["floor_divide", "remainder", "equal", "less", "greater_equal", "logical_and", "logical_xor", "power"],
];
const REDUCE = ["sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "count_nonzero"];
const SCAN = ["cumulative_sum", "cumulative_prod"];
const SHAPING = ["transpose(X)", "X.T", "expand_dims(X, 0)", "squeeze(X)", "diagonal(X)", "matrix_transpose(X)"];
const JOINED = [
  ...["concat([X, X], axis=-1)", "stack([X, X], axis=1)", "matmul(X, X.T)", "outer(X[0], X[0])", "vecdot(X, X)"],
  ...["tensordot(X, X.T, axes=1)", "stack([X, X])"],
];
const MADE = [
  ...[
    "arange(12).reshape((3, 4))",
    "arange(4)",
    "linspace(0, 1, 4)",
    "ones((3, 4))",
    "full((3, 1), 7)",
    "eye(3, 4, 1)",
  ],
  ...["zeros((4,), dtype='i2')", "arange(0, 2, 0.5, dtype='f4')", "float32(1.5)", "int16(3)", "np_free"],
].filter((text) => text !== "np_free");

/** Texts of the language over numbers; about one in four is one that NumPy refuses, too. */
export const numericTexts: fc.Arbitrary<string> = fc.letrec<{ any: string; bits: string }>((tie) => {
  const any = tie("any");
  const bits = tie("bits");
  const over = (templates: readonly string[]) =>
    fc.tuple(fc.constantFrom(...templates), any).map(([template, x]) => template.replaceAll("X", `(${x})`));
  const binary = (operators: readonly string[], a: fc.Arbitrary<string>, b: fc.Arbitrary<string>) =>
    fc.tuple(a, fc.constantFrom(...operators), b).map(([x, operator, y]) => `(${x} ${operator} ${y})`);
  return {
    bits: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf("int"),
      leaf("bool"),
      binary(["&", "|", "^", "<<", ">>"], bits, bits),
      bits.map((x) => `~(${x})`),
      binary(["<", "<=", ">", ">=", "==", "!="], any, any),
    ),
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf("float"),
      leaf("int"),
      leaf("complex"),
      leaf("bool"),
      fc.constantFrom(...MADE),
      bits,
      binary(["+", "-", "*", "/"], any, any),
      binary(["+", "-", "*", "/", "//", "%"], any, literal),
      binary(["+", "-", "*", "//", "%", "**"], any, any),
      binary(["+", "-", "*", "/", "<", "=="], literal, any),
      binary(["**"], any, fc.constantFrom("2", "3", "4", "0.5", "-1", "-2", "2.5")),
      binary(["<", "<=", ">", ">=", "==", "!="], any, any),
      any.map((x) => `-(${x})`),
      fc.tuple(fc.constantFrom(...UNARY), any).map(([f, x]) => `${f}(${x})`),
      fc.tuple(fc.constantFrom(...BINARY), any, any).map(([f, x, y]) => `${f}(${x}, ${y})`),
      fc.tuple(fc.constantFrom(...REDUCE), any, axis).map(([f, x, a]) => `${f}(${x}${a})`),
      fc
        .tuple(fc.constantFrom("argmin", "argmax"), any, fc.constantFrom("", ", axis=0", ", axis=-1, keepdims=True"))
        .map(([f, x, a]) => `${f}(${x}${a})`),
      fc
        .tuple(fc.constantFrom(...SCAN), any, fc.constantFrom("0", "-1"), fc.constantFrom("", ", include_initial=True"))
        .map(([f, x, a, i]) => `${f}(${x}, axis=${a}${i})`),
      fc.tuple(any, any, any).map(([c, x, y]) => `where((${c}) > 1, ${x}, ${y})`),
      fc
        .tuple(any, any, whole, fc.boolean())
        .map(([c, x, n, first]) => `where((${c}) > 1, ${first ? `${n}, ${x}` : `${x}, ${n}`})`),
      fc.tuple(any, literal, any).map(([x, low, high]) => `clip(${x}, ${low}, ${high})`),
      fc.tuple(any, slice).map(([x, s]) => `(${x})${s}`),
      over(SHAPING),
      over(JOINED),
    ),
  };
}).any;

const TEXT = ["U_m", "U_v", "'al'", "'alpha'", "S_v", "b'al'"];
const text = fc.constantFrom(...TEXT);

/** Texts of the language over strings. */
export const stringTexts: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(text, fc.constantFrom("==", "!=", "<", "+"), text).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
  fc.tuple(fc.constantFrom("contains", "startswith", "endswith"), text, text).map(([f, a, b]) => `${f}(${a}, ${b})`),
  fc.tuple(fc.constantFrom("lower", "upper"), text).map(([f, a]) => `${f}(${a})`),
  fc.tuple(text, text).map(([a, b]) => `where(f8_m > 0, ${a}, ${b})`),
  // Integers alone would make a NumPy scalar, which forgets the width of its dtype.
  fc
    .tuple(fc.constantFrom("U_m", "U_v", "S_v"), fc.constantFrom("[1:]", "[::-1]", "[:2]", "[5:]"))
    .map(([a, s]) => `${a}${s}`),
);
