"""The h5py side of hdf5.mjs: makes the files, then answers [file, slice] lines with the time and a check."""

import json
import pathlib
import sys
import time

import h5py
import hdf5plugin
import numpy as np

folder, megabytes = pathlib.Path(sys.argv[1]), int(sys.argv[2])
depth = max(8, megabytes * 2**20 // (2 * 512 * 512))
shape = (depth, 512, 512)


def cube():
    z, y, x = np.ogrid[:depth, :512, :512]
    noise = np.random.default_rng(3).integers(0, 60, shape, "i2")
    return (1000 * np.sin(z / 9) + 500 * np.cos(y / 31) * np.sin(x / 17)).astype("i2") + noise


def make():
    if (folder / "done").exists():
        return
    data = cube()
    chunks = (16, 64, 128)
    plans = {
        "gzip": dict(chunks=chunks, compression="gzip", compression_opts=4, shuffle=True),
        "plain": {},
        "bitshuffle": dict(chunks=chunks, **hdf5plugin.Bitshuffle(cname="lz4")),
        "blosc2": dict(chunks=chunks, **hdf5plugin.Blosc2(cname="zstd", clevel=5, filters=1)),
    }
    for name, options in plans.items():
        with h5py.File(folder / f"{name}.h5", "w") as f:
            f.create_dataset("data", data=data, **options)
    with h5py.File(folder / "small.h5", "w") as f:
        f.create_dataset("data", data=np.arange(2_000_000, dtype="i2").reshape(1000, 2000), chunks=(10, 20), compression="gzip")
    with h5py.File(folder / "tiny.h5", "w", libver="latest") as f:
        f.create_dataset("data", data=np.arange(200_000, dtype="i8"), chunks=(1,))
    with h5py.File(folder / "many.h5", "w") as f:
        for index in range(2000):
            f[f"group{index // 100}/data{index}"] = np.arange(10) + index
    (folder / "done").touch()


def read(name, text):
    with h5py.File(folder / f"{name}.h5") as f:
        if text == "LIST":
            names = []
            # What a list needs of every dataset: its type and shape.
            f.visititems(lambda key, node: names.append((key, node.dtype, node.shape)) if isinstance(node, h5py.Dataset) else None)
            return str(len(names)), None
        terms = tuple(slice(None) if term.strip() == ":" else int(term) for term in text.split(",") if term.strip())
        return None, np.asarray(f["data"][terms])


make()
print("ready", flush=True)
for line in sys.stdin:
    name, text = json.loads(line)
    start = time.perf_counter()
    answer, data = read(name, text)
    ms = (time.perf_counter() - start) * 1000
    if data is not None:
        flat = data.reshape(-1).view("u1")
        answer = ",".join(str(int(n)) for n in [flat.size, *(flat[index * (flat.size - 1) // 4] for index in range(5))])
    print(json.dumps({"ms": ms, "answer": answer}), flush=True)
