"""Append to arrays that python-blosc2 has made, through the unmodified client, and read them back with python-blosc2.

    python check_appends.py URL USER PASSWORD FOLDER

FOLDER is that of the server's root @public. Prints one JSON object: how many appends were made, and what went wrong.
"""

import json
import pathlib
import sys

import blosc2
import caterva2
import numpy as np

url, user, password, folder = sys.argv[1:]
folder = pathlib.Path(folder)
rng = np.random.default_rng(7)
count, mismatches = 0, []

CODECS = [blosc2.Codec.BLOSCLZ, blosc2.Codec.LZ4, blosc2.Codec.LZ4HC, blosc2.Codec.ZLIB, blosc2.Codec.ZSTD]
SHAPES = [(0,), (1,), (10,), (999,), (0, 3), (7, 0), (5, 3), (40, 7), (3, 4, 5), (0, 2, 2), (2, 3, 2, 3)]
DTYPES = ["i1", "<u2", ">i4", "<i8", "<f4", "<f8", "<c16", "?", "<U5", "S7", "<M8[s]", [("a", "<i4"), ("b", "S3")], [("long", "V300")]]


def values(shape, dtype):
    """Numbers, truth values, texts or bytes, whatever the dtype is made of."""
    dtype = np.dtype(dtype)
    raw = rng.integers(0, 100, int(np.prod(shape)))
    if dtype.names or dtype.kind == "V":
        items = np.zeros(raw.size, dtype)
        items.view("u1")[:] = rng.integers(0, 100, items.nbytes, dtype="u1")
        return items.reshape(shape)
    return raw.astype(dtype).reshape(shape)


def cases():
    """Name, the array's values, and how python-blosc2 makes it."""
    for index, shape in enumerate(SHAPES):
        cparams = {"codec": CODECS[index % len(CODECS)], "clevel": index % 10}
        yield f"shape-{index}", values(shape, "<i4"), {"cparams": cparams}
    for index, dtype in enumerate(DTYPES):
        yield f"dtype-{index}", values((11, 2), dtype), {}
        yield f"empty-{index}", values((0, 2), dtype), {}
    for index, (chunks, blocks) in enumerate([((4, 4), (2, 2)), ((100, 1), (7, 1)), ((1, 7), (1, 7)), ((3, 5), (3, 2))]):
        yield f"cut-{index}", values((10, 7), "<f8"), {"chunks": chunks, "blocks": blocks}
    filters = [blosc2.Filter.DELTA, blosc2.Filter.BITSHUFFLE]
    yield "filters", values((50,), "<i8"), {"cparams": {"filters": filters, "filters_meta": [0, 0]}}
    yield "vlmeta", values((9, 2), "<i2"), {"meta": {"more": {"x": [1, 2]}}}


def specials():
    """Arrays whose chunks say what they hold without holding it."""
    yield "zeros", blosc2.zeros((20, 3), dtype="<f8", chunks=(8, 3), blocks=(4, 3))
    yield "full", blosc2.full((20, 3), 7, dtype="<i4", chunks=(8, 3), blocks=(4, 3))
    yield "nans", blosc2.nans((20, 3), dtype="<f4", chunks=(8, 3), blocks=(4, 3))


def append_all(client, name, expected):
    """Three appends: some rows, none, and more than a chunk of them."""
    global count
    path = f"@public/{name}.b2nd"
    dataset = client.get(path)
    for rows in (3, 0, 25):
        more = values((rows, *expected.shape[1:]), expected.dtype)
        # The client makes the array to send by asarray, which knows no structured or void rows without items.
        dataset.append(blosc2.asarray(more) if more.size else blosc2.empty(more.shape, more.dtype))
        expected = np.concatenate([expected, more]).astype(expected.dtype)
        count += 1
        compare(name, blosc2.open(str(folder / f"{name}.b2nd"), mode="r")[()], expected)
    compare(f"{name} at the client", client.fetch(path), expected)


def compare(name, got, expected):
    if got.shape != expected.shape or got.dtype != expected.dtype or got.tobytes() != expected.tobytes():
        mismatches.append(f"{name}: {got.dtype} {got.shape}, expected {expected.dtype} {expected.shape}")


with caterva2.Client(url, (user, password), timeout=60) as client:
    for name, array, options in cases():
        stored = blosc2.asarray(array, urlpath=str(folder / f"{name}.b2nd"), mode="w", **options)
        if name == "vlmeta":
            stored.schunk.vlmeta["note"] = {"kept": True}
        try:
            append_all(client, name, array)
        except Exception as error:  # whatever a client says: the others are still to be tried
            mismatches.append(f"{name}: {type(error).__name__}: {error}")
    for name, array in specials():
        (folder / f"{name}.b2nd").write_bytes(array.to_cframe())
        append_all(client, name, array[()])
    kept = blosc2.open(str(folder / "vlmeta.b2nd"), mode="r")
    notes = [kept.schunk.vlmeta["note"]["kept"], "more" in kept.schunk.meta]
    compare("vlmeta kept", np.array(notes), np.array([True, True]))

print(json.dumps({"appends": count, "mismatches": mismatches}))
