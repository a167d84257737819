"""Evaluates expressions with NumPy: a JSON line in, a JSON line out. Only tests of ours talk to it."""
import base64
import warnings

import numpy as np

from judging import serve
from nudged import Nudged, spread

warnings.simplefilter("ignore")
np.seterr(all="ignore")

NAMES = {name: getattr(np, name) for name in """
    add subtract multiply divide floor_divide remainder power maximum minimum equal not_equal less less_equal greater
    greater_equal logical_and logical_or logical_xor logical_not bitwise_and bitwise_or bitwise_xor left_shift
    right_shift invert arctan2 hypot logaddexp copysign nextafter negative positive abs square reciprocal conj real imag
    floor ceil trunc isnan isinf isfinite signbit sqrt exp expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan
    sinh cosh tanh arcsinh arccosh arctanh where clip round sign sum prod mean std var min max any all argmin argmax
    count_nonzero cumulative_sum cumulative_prod linspace arange zeros ones full eye zeros_like ones_like full_like
    reshape matmul concat stack transpose permute_dims matrix_transpose tensordot vecdot outer diagonal expand_dims
    squeeze nan inf float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128
""".split()}
NAMES |= {
    "bool": np.bool_,
    "contains": lambda s, part: np.char.find(s, part) >= 0,
    "startswith": np.char.startswith,
    "endswith": np.char.endswith,
    "lower": np.char.lower,
    "upper": np.char.upper,
    "nans": lambda shape, dtype="f8": np.full(shape, np.nan, dtype),
}


def evaluated(text, operands):
    return eval(text, {"__builtins__": {"slice": slice}}, NAMES | operands)


def answer(text, operands):
    try:
        value = np.asarray(evaluated(text, operands))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    if value.dtype == object:
        return {"error": "an object"}
    native = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("="))
    moved = spread(value, lambda: evaluated(text, {name: one.view(Nudged) for name, one in operands.items()}))
    return {
        "dtype": native.dtype.str,
        "shape": value.shape,
        "data": base64.b64encode(native.tobytes()).decode(),
        "spread": base64.b64encode(moved.tobytes()).decode(),
    }


serve(lambda request, operands: answer(request["text"], operands))
