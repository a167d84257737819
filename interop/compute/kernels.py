"""What NumPy makes of operators, casts and reductions: one JSON object in, one out; arrays as base64.

{"cases": [{"call": "add" | "astype" | "sum" ..., "type": "f8", "to": "i4", "args": [...], "shape": [..], "axis": n, "ddof": n}]}
"""

import base64
import json
import sys

import numpy as np

np.seterr(all="ignore")
DTYPES = {"bool": "?"}


def array(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype=DTYPES.get(dtype, dtype))


def answer(case):
    args = [array(text, case["type"]) for text in case["args"]]
    call = case["call"]
    if call == "astype":
        result = args[0].astype(DTYPES.get(case["to"], case["to"]))
    elif call == "select":
        result = np.where(array(case["condition"], "bool"), *args)
    elif "shape" in case:
        options = {"ddof": case["ddof"]} if call in ("var", "std") else {}
        values = args[0].reshape(case["shape"])
        if call.startswith("cumulative"):
            result = getattr(np, call)(values, axis=case["axis"])
        else:
            result = getattr(np, call)(values, axis=case["axis"], **options)
    else:
        result = getattr(np, call)(*args)
    result = np.ascontiguousarray(result)
    return {"dtype": "bool" if result.dtype == bool else result.dtype.str[1:], "data": base64.b64encode(result.tobytes()).decode()}


print(json.dumps([answer(case) for case in json.load(sys.stdin)["cases"]]))
