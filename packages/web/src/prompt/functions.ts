/** Functions of the expression language, for completion; `?` marks what may be left out. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  ...unary("abs sqrt square exp expm1 log log10 log2 log1p sin cos tan arcsin arccos arctan sinh cosh tanh"),
  ...unary("arcsinh arccosh arctanh floor ceil trunc round sign isnan isinf isfinite real imag conj negative"),
  ...unary("logical_not bitwise_invert transpose matrix_transpose zeros_like ones_like lower upper reciprocal signbit"),
  ...binary("arctan2 hypot logaddexp maximum minimum power remainder floor_divide divide add subtract multiply"),
  ...binary("equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor copysign"),
  ...binary("bitwise_and bitwise_or bitwise_xor matmul outer"),
  ...reductions("sum prod mean std var min max any all argmin argmax count_nonzero"),
  where: "condition, x, y",
  clip: "x, min?, max?",
  astype: "x, dtype",
  cumulative_sum: "x, axis?",
  cumulative_prod: "x, axis?",
  linspace: "start, stop, num?",
  arange: "start, stop?, step?",
  zeros: "shape, dtype?",
  ones: "shape, dtype?",
  full: "shape, fill_value, dtype?",
  eye: "N, M?, k?",
  reshape: "x, shape",
  concat: "[x, y, …], axis?",
  stack: "[x, y, …], axis?",
  tensordot: "x, y, axes?",
  vecdot: "x, y, axis?",
  permute_dims: "x, axes",
  expand_dims: "x, axis",
  squeeze: "x, axis?",
  diagonal: "x, offset?",
  contains: "texts, part",
  startswith: "texts, part",
  endswith: "texts, part",
};

function all(names: string, parameters: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, parameters]));
}

function unary(names: string): Record<string, string> {
  return all(names, "x");
}

function binary(names: string): Record<string, string> {
  return all(names, "x, y");
}

function reductions(names: string): Record<string, string> {
  return all(names, "x, axis?, keepdims?");
}
