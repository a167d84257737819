"""User functions between python-blosc2 and the server: uploaded by the unmodified client, opened from each other's files.

    python check_functions.py URL USER PASSWORD FOLDER

FOLDER is that of the server's root @public. Prints one JSON object: what was compared, and what went wrong.
"""

import inspect
import json
import pathlib
import sys

import blosc2
import caterva2
import numpy as np

url, user, password, folder = sys.argv[1:]
folder = pathlib.Path(folder)
compared, mismatches = [], []


def two(inputs, output, offset):
    """Arrays of different chunks."""
    x, y = inputs
    output[:] = np.where(x > y, x - y, np.sqrt(np.abs(x)))
    output[np.isnan(output)] = 0


def places(inputs, output, offset):
    x = inputs[0]
    output[:] = 0
    rows = np.arange(offset[0], offset[0] + output.shape[0])
    for factor in (0.5, 2.0):
        output += x * factor + rows[:, None]


def whole(inputs, output, offset):
    def twice(v):
        return 2 * v

    output[...] = twice(inputs[0]) // 3


PYTHON = [(two, "a b", "f8"), (places, "a", "f8"), (whole, "i", "i8"), (two, "a a", "f4")]


@blosc2.dsl_kernel
def branches(x, y):
    if x > y:
        return x * 2.0
    t = x - y
    return t * t


@blosc2.dsl_kernel
def steps(x):
    s = 0.0
    for k in range(12):
        if x + k > 9.0:
            break
        s += x * k
    return s


@blosc2.dsl_kernel
def positions(x):
    return x + _i0 * 100.0 + _flat_idx  # noqa: F821


SCALAR = [(branches, "a c"), (steps, "a"), (positions, "a")]


def opened(path):
    """The newest versions open lazy arrays only when told to."""
    more = {"deserialize": "full"} if "deserialize" in inspect.signature(blosc2.open).parameters else {}
    return blosc2.open(str(path), mode="r", **more)


def compare(name, got, expected):
    compared.append(name)
    got, expected = np.asarray(got), np.asarray(expected)
    same = got.shape == expected.shape and got.dtype == expected.dtype
    if not same or not np.allclose(got, expected, rtol=1e-6 if expected.dtype == np.float32 else 1e-13, equal_nan=True):
        mismatches.append(f"{name}: {got.dtype} {got.shape} {got.ravel()[:6]}, expected {expected.ravel()[:6]}")


def computed(function, arrays, dtype, shape):
    """By the whole: the functions here depend on no chunks."""
    output = np.zeros(shape, dtype)
    function(tuple(array[()] for array in arrays), output, (0,) * len(shape))
    return output


arrays = {}
for name, values, options in [
    ("a", np.linspace(-5, 20, 600).reshape(30, 20), {"chunks": (8, 20), "blocks": (4, 10)}),
    ("b", np.linspace(9, -9, 20), {"chunks": (6,), "blocks": (3,)}),
    ("c", np.linspace(12, -12, 600).reshape(30, 20), {"chunks": (8, 20), "blocks": (4, 10)}),
    ("i", np.arange(-300, 300).reshape(30, 20), {"chunks": (7, 9), "blocks": (7, 3)}),
]:
    arrays[name] = blosc2.asarray(values, urlpath=str(folder / f"{name}.b2nd"), mode="w", **options)

with caterva2.Client(url, (user, password), timeout=60) as client:
    for index, (function, names, dtype) in enumerate(PYTHON):
        label = f"{function.__name__} {dtype}"
        local = [arrays[name] for name in names.split()]
        expected = computed(function, local, dtype, (30, 20))
        # Ours, stored and computed.
        remote = tuple(client.get(f"@public/{name}.b2nd") for name in names.split())
        lazy = blosc2.lazyudf(function, remote, dtype=np.dtype(dtype), shape=(30, 20))
        made = client.upload(lazy, f"@public/ours/{index}.b2nd")
        compare(f"{label} uploaded", made[:], expected)
        compare(f"{label} sliced", made[3:17, 5], expected[3:17, 5])
        compare(f"{label} values", client.upload(lazy, f"@public/{index}-values.b2nd", compute=True)[:], expected)
        if "def " + function.__name__ not in client.get_info(made)["expression"]:
            mismatches.append(f"{label}: the info shows no source")
        # What we stored, opened by the library.
        theirs = opened(folder / "ours" / f"{index}.b2nd")
        compare(f"{label} opened by python-blosc2", theirs[:], expected)
        # What the library stored, served by us.
        blosc2.lazyudf(function, tuple(local), dtype=np.dtype(dtype), shape=(30, 20)).save(
            str(folder / f"theirs-{index}.b2nd")
        )
        compare(f"{label} of python-blosc2", client.get(f"@public/theirs-{index}.b2nd")[:], expected)

    for kernel, names in SCALAR:
        label = kernel.func.__name__
        path = folder / f"{label}.b2nd"
        lazy = blosc2.lazyudf(kernel, tuple(arrays[name] for name in names.split()), dtype=np.dtype("f8"))
        lazy.save(str(path))
        expected = lazy.compute()[()]
        compare(f"{label} of python-blosc2", client.get(f"@public/{label}.b2nd")[:], expected)
        compare(f"{label} sliced", client.get(f"@public/{label}.b2nd")[2:9, 3], expected[2:9, 3])
        # Over our own lazy arrays, and under them.
        over = blosc2.lazyexpr("k + sum(u)", {"k": client.get(f"@public/{label}.b2nd"), "u": client.get("@public/ours/0.b2nd")})
        total = computed(two, [arrays["a"], arrays["b"]], "f8", (30, 20)).sum()
        compare(f"{label} in an expression", client.upload(over, f"@public/{label}-over.b2nd")[:], expected + total)

print(json.dumps({"compared": len(compared), "mismatches": mismatches}))
