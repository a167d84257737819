/** A function that somebody might write: its body, the operands by name, the dtype of the result. */
export interface Sample {
  readonly body: string;
  readonly inputs: readonly string[];
  readonly dtype?: string;
}

function over(inputs: string, body: string, dtype = "<f8"): Sample {
  return { body, inputs: inputs.split(" ").filter((name) => name !== ""), dtype };
}

/** Functions of one piece, as people write them. */
export const SAMPLES: readonly Sample[] = [
  over("f8_m f8_c", "x, y = inputs\noutput[:] = x + y"),
  over("f8_m f8_b", "x, y = inputs\noutput[:] = np.logaddexp(x, y)"),
  over("f8_m", "x = inputs[0]\noutput[:] = np.where(x > 0, np.sqrt(np.abs(x)), -x)"),
  over("f8_m", '"""Doc."""\n(x,) = inputs\noutput[...] = 1 / (1 + np.exp(-x))  # logistic'),
  over("f8_m", "output[:] = inputs[0]\noutput[output > 2] = 2\noutput[np.isnan(output)] = -1"),
  over("f8_m", "x = inputs[0]\nmask = ~np.isnan(x) & (x < 5)\noutput[mask] = x[mask] * 2\noutput[~mask] = np.nan"),
  over("i4_m", "x = inputs[0]\nout = np.zeros_like(x)\nfor k in range(4):\n    out += x ** k\noutput[:] = out", "<i4"),
  over("i4_m", "x = inputs[0]\noutput[:] = x // 3 + x % 4 - (x >> 1) + (x & 3) * (x ^ 5)", "<i8"),
  over("u1_m", "x = inputs[0]\noutput[:] = x * 2 + 200", "|u1"),
  over("f4_m", "x = inputs[0]\noutput[:] = x * 2.5 + 1", "<f4"),
  over(
    "f8_m f4_m i4_m",
    "total = np.zeros(output.shape, dtype=output.dtype)\nfor x in inputs:\n    total += x\noutput[:] = total / len(inputs)",
  ),
  over("f8_m", "x = inputs[0]\nfor c in (0.5, 2.0, -1):\n    output += c * x ** 2"),
  over(
    "f8_m",
    "i = np.arange(offset[0], offset[0] + output.shape[0])\nj = np.arange(offset[1], offset[1] + output.shape[1])\noutput[:] = i[:, None] * 100 + j[None, :]",
  ),
  over(
    "f8_m",
    "rows, cols = output.shape\nfor r in range(rows):\n    for c in range(cols):\n        output[r, c] = inputs[0][r, c] * (r + offset[0]) + c",
  ),
  over(
    "f8_m",
    "def scale(v, factor=2.0):\n    return v * factor\noutput[:] = scale(inputs[0]) + scale(inputs[0], factor=3)",
  ),
  over("f8_m", "x = inputs[0]\noutput[:] = x - x.mean(axis=1, keepdims=True)"),
  over(
    "f8_m",
    "x = inputs[0]\nlow, high = np.nanmin(x), np.nanmax(x)\nif high > low:\n    output[:] = (x - low) / (high - low)\nelse:\n    output[:] = 0",
  ),
  over("f8_m", "x = inputs[0]\noutput[:] = np.clip(x, -1, 1)\noutput *= 10\noutput -= 1\noutput /= 2\noutput **= 2"),
  over("f8_m", "x = inputs[0]\noutput[:, ::2] = x[:, ::2]\noutput[:, 1::2] = -x[:, 1::2]"),
  over("f8_m", "x = inputs[0]\noutput[::-1] = x\noutput[0] += 1"),
  over("f8_m", "np.add(inputs[0], 1, out=output)\nnp.multiply(output, output, out=output)"),
  over("c8_m", "z = inputs[0]\noutput[:] = np.abs(z) + z.real - z.imag", "<f4"),
  over("c8_m", "output[:] = np.exp(1j * np.real(inputs[0])) * (2 - 1j)", "<c16"),
  over(
    "f8_m",
    "x = np.nan_to_num(inputs[0], nan=7.0, posinf=9.0, neginf=-9.0)\nn = 0\nwhile n < 5 and x.sum() < 1e6:\n    x = x * 2\n    n += 1\noutput[:] = x + n",
  ),
  over(
    "f8_m",
    "x = inputs[0]\ny = np.zeros(x.shape)\nz = x.copy()\nfor _ in range(3):\n    z = z * z - 0.5\n    y[np.abs(z) > 4] += 1\n    z[np.abs(z) > 4] = 4\noutput[:] = y",
  ),
  over("f8_m i4_m", "x, n = inputs\noutput[:] = np.select([n < 0, n == 0], [x * -1, x * 0], default=x)"),
  over("f8_m", "x = inputs[0]\nt = x.T\noutput[:] = (t + 1).T"),
  over("f8_m", "x = inputs[0].ravel()\noutput[:] = np.cumsum(x).reshape(output.shape)"),
  over("f8_m", "flat = output.reshape(-1)\nflat[:] = np.arange(flat.size)\nflat[-1] = -1"),
  over("f8_m", "a = output\na += 1\nb = a[0:1]\nb[...] = 5\na = a + 1"),
  over("f8_m", "x = inputs[0]\nx += 1\noutput[:] = x + inputs[0]"),
  over("i4_m i2_v", "a, b = inputs\noutput[:] = np.maximum(a, b) - np.minimum(a, b)", "<i8"),
  over("f8_m", "output[:] = np.array([1, 2.5, 3, 4])[:output.shape[1]]"),
  over(
    "f8_m",
    "x = inputs[0]\nweights = [0.25, 0.5, 0.25]\nacc = np.zeros_like(x)\nfor shift, w in enumerate(weights):\n    acc += w * np.roll(x, shift - 1, axis=1)\noutput[:] = acc",
  ),
  over("f8_m", "x = inputs[0]\ndx = np.zeros_like(x)\ndx[:, 1:] = np.diff(x, axis=1)\noutput[:] = dx"),
  over("b1_m f8_m", "c, x = inputs\noutput[:] = np.where(c, x, 0)\noutput[~c] = -5"),
  over("b1_m", "output[:] = inputs[0].astype(np.int8) * 3 + np.count_nonzero(inputs[0])", "<i8"),
  over("f8_m", "output[:] = [k * k for k in range(output.shape[1])]"),
  over("f8_m", "output[:] = sum(x * x for x in inputs)\nassert len(inputs) == 1, 'one only'"),
  over(
    "f8_m",
    "x = inputs[0]\nscale = max(1.0, float(np.nanmax(np.abs(x[np.isfinite(x)]), initial=0)) if False else 2)\noutput[:] = x * scale",
  ),
  over("f8_m", "pick = lambda v, k=1: v[..., k:k + 1]\noutput[:] = pick(inputs[0], 0) + np.pi"),
  over("i8_m", "x = inputs[0]\noutput[:] = np.isin(x, [1, 2, 7]) | (x == 12)", "|b1"),
  over(
    "f8_m",
    "with np.errstate(divide='ignore', invalid='ignore'):\n    output[:] = np.log10(inputs[0]) / np.sign(inputs[0])",
  ),
  over(
    "f8_m",
    "x = inputs[0]\nif x.ndim == 2 and x.dtype == np.float64:\n    output[:] = x.size\nelif x.ndim > 2: output[:] = 1\nelse: output[:] = 0",
  ),
  over(
    "f8_m",
    "r = np.hypot(*[inputs[0], inputs[0] + 1])\ntheta = np.arctan2(inputs[0], r)\noutput[:] = r * np.cos(theta) - np.deg2rad(theta)",
  ),
  over(
    "f8_m",
    "x = inputs[0]\nidx = np.arange(output.shape[1] - 1, -1, -1)\noutput[:] = x[:, idx]\noutput[:, [0]] += 1",
  ),
  over("f8_m", "out = np.full(output.shape, 2, dtype='f4')\nout[-1, -1] = 7\noutput[:] = out.astype('f8').round(1)"),
  over("f8_m", "np.copyto(output, inputs[0], where=inputs[0] > 0)\nreturn output"),
  over(
    "f8_m",
    "x = inputs[0]\ncount = 0\nfor row in x:\n    if np.isnan(row).any():\n        continue\n    if row[0] > 1e9:\n        break\n    count += 1\nelse:\n    count += 100\noutput[:] = count",
  ),
  over("f4_s f8_m", "s, x = inputs\noutput[:] = s * x + s.item()", "<f4"),
  over("f8_m", "k = np.sqrt(2)\noutput[:] = inputs[0].astype(np.float32) * k", "<f4"),
  over("f4_m", "k = math.sqrt(2)\noutput[:] = inputs[0] * k", "<f4"),
  over("f8_m", "output[:] = np.round(inputs[0], 2)\noutput += np.fix(inputs[0])"),
  over(
    "f8_m",
    "yy, xx = np.meshgrid(np.arange(output.shape[0]), np.arange(output.shape[1]), indexing='ij')\noutput[:] = np.sqrt(yy ** 2 + xx ** 2)",
  ),
  over(
    "u1_m",
    "x = inputs[0].astype(np.float32) / 255\noutput[:] = np.clip(255 * x ** (1 / 2.2) + 0.5, 0, 255).astype(np.uint8)",
    "|u1",
  ),
  over(
    "f8_m",
    "x = inputs[0]\noutput[:] = x\nfor k in reversed(range(3)):\n    output[...] = output * 2 if k % 2 == 0 else output + k",
  ),
  over(
    "f8_m",
    "acc = []\nfor x in inputs:\n    acc.append(x * 2)\nacc.append(inputs[0])\noutput[:] = np.stack(acc).sum(axis=0)",
  ),
  over("f8_m f8_c f4_v", "a, b, c = (x - 1 for x in inputs)\noutput[:] = a * b + c"),
  over(
    "i4_m",
    "n = inputs[0]\nresult = np.ones(n.shape, dtype=np.int64)\nfor bit in range(3):\n    result = np.where((n >> bit) & 1 == 1, result * 3, result)\noutput[:] = result",
    "<i8",
  ),
  over(
    "f8_m",
    "x, = inputs\nlo = -10.0\nhi = 10.0\nfor _ in range(20):\n    mid = (lo + hi) / 2\n    if mid ** 3 < 5: lo = mid\n    else: hi = mid\noutput[:] = x * lo",
  ),
];

/** Scalar code, as `dsl_kernel` takes it; the operands are `x`, `y`, ... */
export const SCALAR_SAMPLES: readonly Sample[] = [
  over("f8_m", "return x * 2 + 1"),
  over("f8_m f8_c", "if x > y:\n    t = x * 2\nelse:\n    t = y / 2\nreturn t - 1"),
  over("f8_m", "t = 5.0\nif x > 2:\n    t = x\nelif x < -1 and not x < -2:\n    t = -x\nreturn t"),
  over("f8_m", "if x > 2:\n    return x\nif x > 0 or x < -2:\n    return -x\nreturn 0.5"),
  over("f8_m", "s = 0.0\nfor i in range(10):\n    if x + i > 6:\n        break\n    s += i\nreturn s"),
  over(
    "i4_m",
    "s = 0\nfor i in range(1, 12, 3):\n    if (x + i) % 2 == 0:\n        continue\n    s += x * i\nreturn s",
    "<i8",
  ),
  over("i4_m", "n = 0\nv = abs(x)\nwhile v > 1:\n    v = v // 2\n    n += 1\nreturn n", "<i4"),
  over("i4_m", "s = 0\nfor i in range(x):\n    s += i\n    if s > 20:\n        return -s\nreturn s", "<i8"),
  over("f8_m", "return x + _i0 * 100 + _i1 * 10 + _flat_idx / 4 + _n0 * _ndim"),
  over("f8_m", "if _i0 % 2 == 0:\n    return x\nelse:\n    return float(_n1)"),
  over("i4_m", "return int(x / 3) + float(x) * 0.5"),
  over("f8_m", "return where(x > 1, np.sqrt(abs(x)), math.sin(1.0) * max(x, -2.0))"),
  over(
    "f8_m",
    "zr = 0.0\nzi = 0.0\nn = 0\nfor k in range(20):\n    t = zr * zr - zi * zi + x / 10\n    zi = 2 * zr * zi + 0.3\n    zr = t\n    if zr * zr + zi * zi > 4:\n        break\n    n += 1\nreturn n",
  ),
  over(
    "f4_m i4_m",
    "a = 0\nif y > 0:\n    for i in range(3):\n        for j in range(i):\n            if j + y > 3:\n                continue\n            a += x * j\n        if a > 50:\n            break\nelse:\n    a = -1\nreturn a",
  ),
  over("i8_m", "b = 0\nfor k in range(8):\n    b = b | ((x >> k) & 1) << (7 - k)\nreturn b", "<i8"),
];
