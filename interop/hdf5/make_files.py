"""Writes HDF5 files, and in expected.json what h5py reads from each of their datasets and attributes.

    python make_files.py small FOLDER    the fixtures of packages/hdf5 (needs requirements.txt of this folder)
    python make_files.py big FOLDER      many more, for the tests that look for a Python (needs only h5py, hdf5plugin)

Everything is judged by h5py: the whole array, two slices and the attributes. Small files are written compressed.
"""

import gzip
import hashlib
import json
import pathlib
import sys
import zlib

import h5py
import hdf5plugin
import numpy as np
from numpy.lib.recfunctions import repack_fields

RNG = np.random.default_rng(7)
GRID = (RNG.integers(0, 50, (37, 23)) + np.arange(37)[:, None]).astype("<i4")


def low_level(group, name, tid, shape, data=None, dcpl=None, maxshape=None):
    space = h5py.h5s.create_simple(shape, maxshape) if shape else h5py.h5s.create(h5py.h5s.SCALAR)
    did = h5py.h5d.create(group.id, name.encode(), tid, space, dcpl)
    if data is not None:
        did.write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    return h5py.Dataset(did)


def chunked(chunks):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk(chunks)
    return plist


def number_types(f):
    for code in ["i1", "<i2", "<i4", "<i8", ">i2", ">i4", ">i8", "u1", "<u2", ">u4", "<u8", "<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "<c8", "<c16", ">c16", "?", "S5", "<f16"]:
        f["t_" + code.replace("<", "le").replace(">", "be").replace("?", "bool")] = (np.arange(12).reshape(3, 4) * 3 % 7).astype(code)
    f["opaque"] = np.array([b"abcd", b"ef\0\x01"], "V4")
    f.create_dataset("enum", data=np.array([0, 2, 1], "<i2"), dtype=h5py.enum_dtype({"A": 0, "B": 1, "C": 2}, "<i2"))
    f.create_dataset("enum_be", data=np.array([0, 2, 1], ">i4"), dtype=h5py.enum_dtype({"A": 0, "B": 1, "C": 2}, ">i4"))
    f.create_dataset("array_type", (2, 2), np.dtype(("<i4", (3,))))
    f["array_type"][...] = np.arange(12, dtype="<i4").reshape(2, 2, 3)
    f.create_dataset("dt64", data=np.array([1, 2, 3], "<i8").view("M8[us]").astype(h5py.opaque_dtype("M8[us]")))
    mixed = np.dtype([("a", "i1"), ("b", ">i4"), ("c", "<f8"), ("s", "S3"), ("m", "<i2", (2,)), ("n", [("x", "<f4"), ("y", ">u2")])])
    rows = np.zeros(5, mixed)
    rows["a"], rows["b"], rows["c"], rows["s"] = np.arange(5), np.arange(5) * 1000, np.arange(5) / 3, b"abc"
    rows["m"], rows["n"]["x"], rows["n"]["y"] = np.arange(10).reshape(5, 2), 1.5, 513
    f["compound"] = rows
    f["compound_gaps"] = rows.astype(np.dtype([(n, mixed[n]) for n in mixed.names], align=True))
    order = np.dtype({"names": ["late", "early"], "formats": ["<i4", "<f8"], "offsets": [16, 2], "itemsize": 24})
    out = np.zeros(4, order)
    out["late"], out["early"] = np.arange(4), np.arange(4) * 2.5
    f["compound_order"] = out
    for name, precision, offset, base in [("odd_12", 12, 2, h5py.h5t.STD_I16LE), ("odd_u5", 5, 1, h5py.h5t.STD_U8LE), ("odd_be", 20, 4, h5py.h5t.STD_I32BE)]:
        t = base.copy()
        t.set_offset(0)
        t.set_precision(precision)
        t.set_offset(offset)
        low_level(f, name, t, (6,), np.array([0, 1, 2, 7, 15, 9], "i8") if "u" in name else np.array([0, 1, -2, 7, -15, 9], "i8"))
    t = h5py.h5t.C_S1.copy()
    t.set_size(6)
    t.set_strpad(h5py.h5t.STR_SPACEPAD)
    low_level(f, "space_padded", t, (2,), np.array([b"ab", b"c d"], "S6"))
    bits = h5py.h5t.STD_B16LE.copy()
    low_level(f, "bitfield", bits, (3,), np.array([1, 2, 3], "<u2"))
    for name, fields, bias, size in [
        ("bfloat16", (15, 7, 8, 0, 7), 127, 2),
        ("bfloat16_be", (15, 7, 8, 0, 7), 127, 2),
        ("float8_e4m3", (7, 3, 4, 0, 3), 7, 1),
        ("float8_e5m2", (7, 2, 5, 0, 2), 15, 1),
        ("float24", (23, 16, 7, 0, 16), 63, 4),
        ("float_up", (30, 25, 5, 4, 21), 15, 4),
    ]:
        t = (h5py.h5t.IEEE_F32LE if size == 4 else h5py.h5t.IEEE_F16LE).copy()
        t.set_fields(*fields)
        t.set_precision(fields[0] + 1)
        t.set_size(size)
        t.set_ebias(bias)
        t.set_order(h5py.h5t.ORDER_BE if name.endswith("_be") else h5py.h5t.ORDER_LE)
        values = [0, -0.0, 1, -2.5, 0.1, 400, 3e-5, 6e-8, 1e9, np.inf, -np.inf, np.nan, 0.002, 0.001]
        low_level(f, name, t, (14,), np.array(values, "f8"))
    t = h5py.h5t.C_S1.copy()
    t.set_size(5)
    t.set_strpad(h5py.h5t.STR_NULLTERM)
    raw = low_level(f, "null_terminated", t, (2,), None, chunked((2,)))
    raw.id.write_direct_chunk((0,), b"ab\0cdefghi")
    if f.attrs.get("new"):
        for name, tid, code in [("complex_new", "F32LE", "<c8"), ("complex_new_be", "F64BE", ">c16")]:
            tid = getattr(h5py.h5t, "COMPLEX_IEEE_" + tid)
            values = np.array([1 + 2j, -0.5j, 3], code)
            low_level(f, name, tid, (3,)).id.write(h5py.h5s.ALL, h5py.h5s.ALL, values, tid)
    f["vlen_text"] = ["a", "bcd"]
    f.create_dataset("vlen_list", data=np.array([np.arange(2), np.arange(3)], dtype=object), dtype=h5py.vlen_dtype("i4"))
    f.create_dataset("vlen_member", shape=(2,), dtype=[("a", "i4"), ("b", h5py.string_dtype())])
    f.create_dataset("reference", data=[f.ref], dtype=h5py.ref_dtype)
    f["i24"] = np.dtype("i4").type(1)
    f["scalar"] = np.float64(2.5)
    f["empty"] = h5py.Empty("<f4")
    f["zero_size"] = np.zeros((0, 3), "<i4")
    f["named"] = np.dtype("<i4")
    f.create_dataset("of_named", data=np.arange(3), dtype=f["named"])
    f["time"] = 1
    del f["time"]
    low_level(f, "time", h5py.h5t.UNIX_D32LE, (2,))
    f.create_dataset("dims16", data=np.arange(2**16, dtype="u1").astype("u1").reshape((2,) * 16)[(slice(0, 1),) * 10])
    f.create_dataset("dims17", data=np.zeros((1,) * 17, "i1"))


def layouts(f):
    f.create_dataset("contiguous", data=GRID)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    low_level(f, "compact", h5py.h5t.STD_I32LE, GRID[:5].shape, GRID[:5], plist)
    f.create_dataset("single", data=GRID, chunks=GRID.shape)
    f.create_dataset("single_gzip", data=GRID, chunks=GRID.shape, compression="gzip")
    f.create_dataset("fixed", data=GRID, chunks=(10, 7))
    f.create_dataset("fixed_gzip", data=GRID, chunks=(10, 7), compression="gzip", shuffle=True)
    f.create_dataset("extensible", data=GRID, chunks=(10, 7), maxshape=(None, 23))
    f.create_dataset("extensible_2", data=GRID, chunks=(10, 7), maxshape=(60, None), compression="gzip")
    f.create_dataset("tree", data=GRID, chunks=(4, 5), maxshape=(None, None))
    f.create_dataset("tree_gzip", data=GRID, chunks=(4, 5), maxshape=(None, None), compression="gzip")
    # Beyond 1,024 entries arrays have pages; version 1 trees are of several levels much earlier.
    count = 2 if f.attrs.get("new") else 0.15
    many = np.arange(6000, dtype="<i2")
    f.create_dataset("many", data=many[: int(1100 * count)], chunks=(1,), maxshape=(3000,))
    f.create_dataset("many_more", data=many[: int(3000 * count)], chunks=(1,), maxshape=(None,))
    f.create_dataset("many_tree", data=many[: int(800 * count)].reshape(20, -1), chunks=(1, 1), maxshape=(None, None))
    f.create_dataset("never", shape=(6, 5), dtype="<f8", chunks=(4, 4), fillvalue=1.5)
    f.create_dataset("never_contiguous", shape=(6, 5), dtype="<i4", fillvalue=-7)
    half = f.create_dataset("half", shape=(20, 9), dtype=">i2", chunks=(4, 4), fillvalue=42, maxshape=(40, 9), compression="gzip")
    half[3:9, 2:] = 5
    shrunk = f.create_dataset("shrunk", data=GRID, chunks=(6, 6), maxshape=(None, None))
    shrunk.resize((11, 8))
    grown = f.create_dataset("grown", data=GRID[:, :9], chunks=(6, 6), maxshape=(80, 30), fillvalue=3)
    grown.resize((50, 21))
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((10, 7))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    low_level(f, "implicit", h5py.h5t.STD_I32LE, GRID.shape, GRID, early)
    masked = f.create_dataset("masked", shape=(8,), dtype="<i4", chunks=(4,), compression="gzip", shuffle=True)
    masked[:4] = [1, 2, 3, 4]
    masked.id.write_direct_chunk((4,), np.arange(4, dtype="<i4").tobytes(), filter_mask=3)
    edges = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    edges.set_chunk((10, 7))
    edges.set_deflate(4)
    if hasattr(edges, "set_chunk_opts"):
        edges.set_chunk_opts(2)
    low_level(f, "plain_edges", h5py.h5t.STD_I32LE, GRID.shape, GRID, edges)


def groups(f):
    f["a/b/c"] = np.arange(4)
    f["a/again"] = f["a/b/c"]
    f["a/loop"] = f["a"]
    f["soft"] = h5py.SoftLink("/a/b")
    f["a/up"] = h5py.SoftLink("b/c")
    f["dangling"] = h5py.SoftLink("/nothing")
    f["circle"] = h5py.SoftLink("/circle")
    f["outside"] = h5py.ExternalLink("/etc/passwd", "/")
    f["é ü"] = np.arange(2)
    f[".."] = np.arange(3)
    for i in range(60):
        f[f"many/d{i:03}"] = np.int16(i)
    for i in range(20):
        f["many"].attrs[f"k{i}"] = i
    f["many"].attrs["big"] = np.arange(17000, dtype="<f4") * 0 if f.attrs.get("new") else np.arange(100, dtype="<f4")
    a = f["a"].attrs
    a["text"] = "grüße"
    a["bytes"] = np.bytes_(b"fixed")
    a["texts"] = ["x", "yz", ""]
    a["int"] = 5
    a["big"] = np.int64(2**60 + 1)
    a["float"] = np.float32(0.5)
    a["grid"] = np.arange(6).reshape(2, 3)
    a["bool"] = True
    a["complex"] = 1 + 2j
    a["none"] = h5py.Empty("f4")
    a["ref"] = f.ref
    a["list"] = np.array([1, 2, 3], dtype="<i2")
    a.create("vlen", np.array([np.array([1, 2]), np.array([3])], dtype=object), dtype=h5py.vlen_dtype("<i4"))
    a["record"] = np.array((1, 2.5), dtype=[("p", "<i4"), ("q", "<f8")])
    a["enum"] = np.array(1, h5py.enum_dtype({"A": 0, "B": 1}, "u1"))


def filters(f):
    floats = (np.sin(np.arange(12 * 10)) * 100).astype("<f4").reshape(12, 10)
    ints = GRID[:12, :10].astype("<i2")
    options = {
        "gzip": dict(compression="gzip"),
        "shuffle": dict(shuffle=True),
        "gzip_shuffle_fletcher": dict(compression="gzip", shuffle=True, fletcher32=True),
        "fletcher": dict(fletcher32=True),
        "lzf": dict(compression="lzf"),
        "lzf_shuffle": dict(compression="lzf", shuffle=True),
        "lz4": hdf5plugin.LZ4(),
        "lz4_blocks": hdf5plugin.LZ4(nbytes=64),
        "zstd": hdf5plugin.Zstd(),
        "bitshuffle_none": hdf5plugin.Bitshuffle(cname="none"),
        "bitshuffle_lz4": hdf5plugin.Bitshuffle(cname="lz4"),
        "bitshuffle_zstd": hdf5plugin.Bitshuffle(cname="zstd"),
        "bzip2": hdf5plugin.BZip2(),
        "szip": dict(compression="szip"),
        "szip_entropy": dict(compression="szip", compression_opts=("ec", 4)),
    }
    for name in ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]:
        for shuffle in [0, 1, 2]:
            if shuffle != 2 or name == "lz4":
                options[f"blosc_{name}_{shuffle}"] = hdf5plugin.Blosc(cname=name, shuffle=shuffle)
                options[f"blosc2_{name}_{shuffle}"] = hdf5plugin.Blosc2(cname=name, filters=shuffle)
    for name, option in options.items():
        f.create_dataset("f4_" + name, data=floats, chunks=(8, 10), **option)
        f.create_dataset("i2_" + name, data=ints, chunks=(12, 7), **option)
    long = (np.arange(9001) ** 2 // 7).astype("<i8")
    for name in ["bitshuffle_lz4", "bitshuffle_zstd", "lz4_blocks", "szip"]:
        f.create_dataset("i8_" + name, data=long[: 9001 if "bit" in name else 700], chunks=True, **options[name])
    for steps in [[2, 32026], [3, 32026], [1, 1], [2, 1, 307], [32008, 1], [32004, 2, 32015]]:
        plist = chunked((8, 10))
        for step in steps:
            values = {1: (4,), 32026: (0, 0, 0, 0, 5, 1, 1), 32001: (0, 0, 0, 0, 5, 1, 1), 307: (9,)}.get(step, ())
            plist.set_filter(step, h5py.h5z.FLAG_MANDATORY, values)
        low_level(f, "steps_" + "_".join(map(str, steps)), h5py.h5t.IEEE_F32LE, floats.shape, floats, plist)
    for code in ["u1", "<u2", ">i4", "<f8", ">f4"]:
        values = (np.cumsum(np.arange(300) % 7) % 200).astype(code)
        values[40:140] = 5
        for opts in [("nn", 8), ("ec", 32), ("nn", 16)]:
            name = f"szip_{code.strip('<>')}_{opts[0]}_{opts[1]}"
            f.create_dataset(name, data=values, chunks=(130,), compression="szip", compression_opts=opts)
    f.create_dataset("szip_noise", data=RNG.integers(0, 2**31, 90).astype("<i4"), chunks=(50,), compression="szip")
    f.create_dataset("three", data=np.frombuffer(bytes(range(240)), "V3").reshape(8, 10), chunks=(8, 10), shuffle=True, compression="gzip")
    f.create_dataset("f8_shuffle", data=floats.astype("<f8"), chunks=(7, 10), shuffle=True, compression="lzf")
    for code in ["i1", "<i2", ">i4", "<i8", "<u2", "u1"]:
        values = (np.arange(100) % 37 - (18 if "i" in code else 0)).astype(code)
        f.create_dataset("scale_" + code.strip("<>"), data=values, chunks=(40,), scaleoffset=0)
    f.create_dataset("scale_same", data=np.full(50, 9, "<i4"), chunks=(20,), scaleoffset=0)
    filled = f.create_dataset("scale_fill", shape=(50,), dtype="<i4", chunks=(20,), scaleoffset=0, fillvalue=-1)
    filled[5:30] = np.arange(25)
    f.create_dataset("scale_f4", data=floats.ravel()[:70], chunks=(20,), scaleoffset=2)
    f.create_dataset("scale_f8", data=floats.ravel()[50:].astype("<f8"), chunks=(20,), scaleoffset=3)
    for name, precision, base in [("nbit_10", 10, h5py.h5t.STD_I16LE), ("nbit_be", 20, h5py.h5t.STD_I32BE), ("nbit_u3", 3, h5py.h5t.STD_U8LE)]:
        t = base.copy()
        t.set_precision(precision)
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((16,))
        plist.set_filter(h5py.h5z.FILTER_NBIT, h5py.h5z.FLAG_MANDATORY)
        low_level(f, name, t, (40,), (np.arange(40) % 7).astype("i8"), plist)
    pair = h5py.h5t.create(h5py.h5t.COMPOUND, 12)
    short = h5py.h5t.STD_I32BE.copy()
    short.set_precision(17)
    pair.insert(b"a", 0, short)
    pair.insert(b"b", 4, h5py.h5t.array_create(h5py.h5t.STD_U16LE, (2,)))
    pair.insert(b"c", 8, h5py.h5t.IEEE_F32LE)
    plist = chunked((7,))
    plist.set_filter(h5py.h5z.FILTER_NBIT, h5py.h5z.FLAG_MANDATORY)
    rows = np.zeros(10, [("a", ">i4"), ("b", "<u2", (2,)), ("c", "<f4")])
    rows["a"], rows["b"], rows["c"] = np.arange(10) * -900, np.arange(20).reshape(10, 2), np.arange(10) / 3
    low_level(f, "nbit_compound", pair, (10,), rows, plist)
    f.create_dataset("bzip2_long", data=np.arange(40000, dtype="<i2") // 300 % 11, chunks=True, **hdf5plugin.BZip2())
    f.create_dataset("zfp", data=floats, chunks=(12, 10), **hdf5plugin.Zfp(reversible=True))
    f.create_dataset("sz3", data=floats, chunks=(12, 10), **hdf5plugin.SZ3(absolute=0.1))


def zfp(f):
    """All modes of ZFP on all its types and ranks; axes of length 1, which it leaves out; numbers that need care."""
    rng = np.random.default_rng(11)
    modes = {"rate": dict(rate=9.5), "precision": dict(precision=13), "accuracy": dict(accuracy=0.03), "reversible": dict(reversible=True)}
    modes["expert"] = dict(minbits=70, maxbits=900, maxprec=20, minexp=-12)
    for code in ["<f4", "<f8", "<i4", "<i8"]:
        for shape, chunks in [((90,), (37,)), ((21, 13), (8, 13)), ((9, 10, 6), (5, 10, 4)), ((5, 4, 6, 3), (5, 4, 6, 3)), ((3, 11, 9), (1, 11, 5))]:
            smooth = np.cumsum(rng.normal(size=shape), axis=-1) * 100
            for name, mode in modes.items():
                if name != "accuracy" or code[1] == "f":
                    f.create_dataset(f"{code[1:]}/{name}/{'x'.join(map(str, chunks))}", data=smooth.astype(code), chunks=chunks, **hdf5plugin.Zfp(**mode))
        bits = rng.integers(-(2**31), 2**31, 64).astype("<i4") if code[2] == "4" else rng.integers(-(2**63), 2**63 - 1, 64)
        wild = np.concatenate([np.zeros(16), rng.normal(size=16) * 10.0 ** rng.integers(-30, 30, 16), np.arange(32)]).astype(code) if code[1] == "f" else bits
        f.create_dataset(f"{code[1:]}/wild", data=wild, chunks=(64,), **hdf5plugin.Zfp(reversible=True))
        if code[1] == "f":
            f.create_dataset(f"{code[1:]}/bits", data=bits.view(code), chunks=(64,), **hdf5plugin.Zfp(reversible=True))
    f.create_dataset("be_f4", data=np.linspace(-3, 3, 50).astype(">f4"), chunks=(50,), **hdf5plugin.Zfp(precision=20))
    f.create_dataset("be_i8", data=np.arange(50, dtype=">i8"), chunks=(50,), **hdf5plugin.Zfp(reversible=True))
    f.create_dataset("u4", data=np.arange(50, dtype="<u4"), chunks=(50,), **hdf5plugin.Zfp(reversible=True))


def virtual(f):
    for i in range(3):
        f[f"src{i}"] = np.arange(10, dtype="<i4") + 100 * i
    f["plane"] = np.arange(60, dtype="<i4").reshape(6, 10)
    f["short"] = np.arange(10, dtype=">i2")
    f.create_dataset("growing", data=np.arange(24, dtype="<i4").reshape(4, 6), maxshape=(None, 6), chunks=(2, 6))

    def build(name, shape, parts, fill=-1, maxshape=None):
        layout = h5py.VirtualLayout(shape=shape, dtype="<i4", maxshape=maxshape)
        for where, source, taken in parts:
            path, key, extent = source if isinstance(source, tuple) else (".", source, f[source].shape)
            layout[where] = h5py.VirtualSource(path, key, shape=extent)[taken]
        f.create_virtual_dataset(name, layout, fillvalue=fill)

    build("stack", (4, 10), [(i, f"src{i}", ...) for i in range(3)])
    build("strided", (20,), [(np.s_[0:20:2], "src0", ...), (np.s_[1:10:2], "src1", np.s_[5:])], 7)
    build("corner", (5, 12), [(np.s_[1:4, 2:12], "plane", np.s_[0:6:2])])
    build("reshaped", (4, 15), [(..., "plane", ...)])
    build("folded", (5, 4), [(np.s_[1:3, :3], "plane", np.s_[2, 1:7])])
    build("over", (10,), [(..., "src0", ...), (np.s_[3:6], "src1", np.s_[:3])])
    build("converted", (10,), [(..., "short", ...)])
    build("of_virtual", (2, 10), [(np.s_[0], "strided", np.s_[4:14]), (np.s_[1], "stack", np.s_[2])])
    build("away", (10,), [(..., ("/etc/hostname", "x", (10,)), ...)], 7)
    build("some_away", (2, 10), [(0, "src0", ...), (1, ("other.h5", "x", (10,)), ...)], 7)
    mapped(f, "blocks", (12,), [((0,), (4,), (3,), (2,))], "src0", [((1,), (3,), (3,), (2,))], (10,))
    mapped(f, "spotted", (12,), [((0,), None, (1,), (2,)), ((5,), None, (1,), (3,))], "src0", [((2,), None, (1,), (5,))], (10,))
    mapped(f, "missing", (10,), [((0,), None, (1,), (10,))], "nothing", [((0,), None, (1,), (10,))], (10,))
    away = h5py.VirtualLayout(shape=(10,), dtype="<i4")
    away[:] = h5py.VirtualSource(".", "own", shape=(10,))
    f.create_virtual_dataset("own", away, fillvalue=7)
    open_end = h5py.h5s.UNLIMITED
    for i in range(3):
        f[f"frame_{i}"] = np.arange(6, dtype="<i4") + 10 * i
    # Blocks by number, and a source that grows.
    mapped(f, "printf", (2, 6), [((0, 0), (1, 1), (open_end, 1), (1, 6))], "frame_%b", [((0,), None, (1,), (6,))], (6,), (open_end, 6))
    mapped(f, "printf_gaps", (2, 6), [((1, 0), (3, 1), (open_end, 1), (1, 6))], "/frame_%b", [((0,), None, (1,), (6,))], (6,), (open_end, 6))
    mapped(f, "unlimited", (1, 6), [((0, 0), (1, 1), (1, 1), (open_end, 6))], "growing", [((0, 0), (1, 1), (1, 1), (open_end, 6))], (4, 6), (open_end, 6), (open_end, 6))
    mapped(f, "unlimited_apart", (1, 6), [((0, 0), (3, 1), (open_end, 1), (1, 6))], "growing", [((1, 0), (1, 1), (1, 1), (open_end, 6))], (4, 6), (open_end, 6), (open_end, 6))


def mapped(f, name, shape, target, source_name, source, source_shape, maxshape=None, source_max=None):
    """A virtual dataset of one mapping whose selections are given as hyperslabs."""

    def space_of(shape, maxshape, selected):
        space = h5py.h5s.create_simple(shape, maxshape or shape)
        for index, (start, stride, count, block) in enumerate(selected):
            op = h5py.h5s.SELECT_OR if index else h5py.h5s.SELECT_SET
            space.select_hyperslab(start, count, stride, block, op)
        return space

    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_fill_value(np.array(-5, "<i4"))
    plist.set_virtual(space_of(shape, maxshape, target), b".", source_name.encode(), space_of(source_shape, source_max, source))
    space = h5py.h5s.create_simple(shape, maxshape or shape)
    h5py.h5d.create(f.id, name.encode(), h5py.h5t.STD_I32LE, space, plist)


def small_offsets(name):
    """Addresses and lengths of 4 bytes."""
    plist = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    plist.set_sizes(4, 4)
    return h5py.h5f.create(name, h5py.h5f.ACC_TRUNC, plist)


def hostile(f):
    """Valid files, or nearly so, that ask for more than they should get."""
    zeros = bytes(64 * 2**20)
    for name, steps, data in [("bomb", [1], zlib.compress(zeros, 9)), ("bombs", [1, 1], zlib.compress(zlib.compress(zeros, 9), 9))]:
        plist = chunked((1024,))
        for step in steps:
            plist.set_filter(step, h5py.h5z.FLAG_MANDATORY, (9,))
        low_level(f, name, h5py.h5t.STD_I32LE, (1024,), None, plist).id.write_direct_chunk((0,), data)
    f.create_dataset("huge_chunk", shape=(2**31,), dtype="u1", chunks=(2**31,), compression="gzip")
    f["huge_chunk"].id.write_direct_chunk((0,), zlib.compress(b"", 9))
    f.create_dataset("huge", shape=(2**40,), dtype="u1", chunks=(2**20,))
    # Two to the 24th paths to one group.
    group = f.create_group("paths")
    for _ in range(24):
        below = group.create_group("a")
        group["b"] = below
        group = below
    group["end"] = 1
    group = f.create_group("deep")
    for _ in range(1200):
        group = group.create_group("g")
    group["end"] = 1
    f.create_dataset("source", data=np.arange(10, dtype="<i4"))
    names = ["source"] + [f"fan{i}" for i in range(6)]
    for below, name in zip(names, names[1:]):
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        space = h5py.h5s.create_simple((10,))
        for _ in range(30):
            plist.set_virtual(space, b".", below.encode(), space)
        h5py.h5d.create(f.id, name.encode(), h5py.h5t.STD_I32LE, space, plist)
    for name, source in [("ping", "pong"), ("pong", "ping")]:
        layout = h5py.VirtualLayout(shape=(10,), dtype="<i4")
        layout[:] = h5py.VirtualSource(".", source, shape=(10,))
        f.create_virtual_dataset(name, layout)
    # A million texts, every one the same of a hundred kilobytes.
    text = f.create_dataset("texts", (64,), dtype=h5py.string_dtype())
    f.attrs.create("texts", ["x" * 100000] * 512, dtype=h5py.string_dtype())
    del f["texts"], text


def tiny(f):
    f.create_dataset("g/x", data=np.arange(12, dtype="<i2").reshape(3, 4), chunks=(2, 3), compression="gzip")
    f["g/x"].attrs["unit"] = "K"
    f["g/x"].attrs["list"] = np.arange(3, dtype="<i4")
    f["s"] = h5py.SoftLink("/g/x")


def few(f):
    f["x"] = GRID
    f.create_dataset("chunked", data=GRID, chunks=(4, 5), compression="gzip")
    for i in range(9):
        f[f"g/{i}/v"] = np.int16(i)
    f["x"].attrs["unit"] = "K"
    f["g"].attrs["texts"] = ["x", "yz"]


def nexus(f):
    """As instruments write it: a default plot, axes by name and in the older way, dimension scales."""
    f.attrs.update({"default": "entry", "NX_class": "NXroot"})
    entry = f.create_group("entry")
    entry.attrs.update({"NX_class": "NXentry", "default": "data"})
    entry["title"] = "A scan"
    entry["outside"] = h5py.ExternalLink("raw.h5", "/entry/data")
    data = entry.create_group("data")
    data.attrs.update({"NX_class": "NXdata", "signal": "counts", "axes": ["y", "."], "x_indices": [1], "y_indices": [0]})
    data["counts"] = np.arange(12, dtype="<u4").reshape(3, 4)
    data["counts"].attrs.update({"units": "1", "long_name": "Detector counts"})
    data["y"] = np.arange(3, dtype="<f8")
    data["y"].attrs["units"] = "mm"
    data["x"] = np.arange(4, dtype="<f8")
    old = entry.create_group("old")
    old.attrs["NX_class"] = np.bytes_("NXdata")
    old["image"] = np.zeros((2, 5), "<i2")
    old["image"].attrs.update({"signal": 1, "axes": "theta:energy"})
    old["theta"], old["energy"] = np.arange(2.0), np.arange(5.0)
    oldest = entry.create_group("oldest")
    oldest.attrs["NX_class"] = "NXdata"
    oldest["values"] = np.zeros(4, "<f4")
    oldest["values"].attrs["signal"] = "1"
    oldest["pos"] = np.arange(4.0)
    oldest["pos"].attrs.update({"axis": 1, "primary": 1})
    scales = f.create_group("scales")
    scales["temperature"] = np.zeros((2, 3, 4), "<f4")
    for axis, name in enumerate(["time", "lat"]):
        scales[name] = np.arange(2.0 + axis)
        scales[name].make_scale(name if axis else "")
        scales["temperature"].dims[axis].attach_scale(scales[name])
    scales["temperature"].dims[0].label = "t"
    scales["temperature"].dims[2].label = "longitude"


def pytables(path):
    import tables

    with tables.open_file(path, "w", title="by PyTables") as f:
        rows = np.zeros(20, [("name", "S6"), ("n", "<i4"), ("x", "<f8"), ("pair", "<u2", (2,)), ("ok", "?")])
        rows["name"], rows["n"], rows["x"] = b"abc", np.arange(20), np.arange(20) / 7
        f.create_table("/", "rows", rows, filters=tables.Filters(5, "blosc"))
        f.create_carray("/g", "c", obj=GRID, createparents=True, filters=tables.Filters(5, "blosc2:zstd", shuffle=True))
        f.create_earray("/g", "e", obj=GRID[:5].astype("<f4"), filters=tables.Filters(1, "zlib", fletcher32=True))
        f.create_array("/g", "plain", np.arange(5))
        f.create_vlarray("/g", "ragged", tables.Int32Atom()).append([1, 2])
        f.create_carray("/g", "bz", obj=GRID, filters=tables.Filters(5, "bzip2"))
        f.root.g.c.attrs.note = "text"
        f.root.g.c.attrs.numbers = np.arange(3)


def netcdf(path):
    import netCDF4

    with netCDF4.Dataset(path, "w") as f:
        f.createDimension("time", None)
        f.createDimension("lat", 3)
        f.createDimension("lon", 4)
        f.title = "by netCDF4"
        for name in ["lat", "lon"]:
            v = f.createVariable(name, "f4", (name,))
            v[:] = np.arange(len(v))
            v.units = "degrees"
        t = f.createVariable("t", "i2", ("time", "lat", "lon"), zlib=True, shuffle=True, fill_value=-99)
        t[0:3] = np.arange(36).reshape(3, 3, 4)
        t.scale_factor = 0.5
        g = f.createGroup("sub")
        g.createVariable("s", "f8", ("time",))[:] = np.arange(3.0)
        g.createVariable("text", str, ("lat",))[:] = np.array(["a", "b", "c"], object)


def anndata(path):
    import anndata as ad
    import pandas as pd
    import scipy.sparse as sp

    obs = pd.DataFrame({"kind": pd.Categorical(["a", "b", "a"]), "n": [1, 2, 3]}, index=["c1", "c2", "c3"])
    data = ad.AnnData(sp.csr_matrix(np.eye(3, 4, dtype="f4")), obs=obs)
    data.obsm["pca"] = np.arange(6.0).reshape(3, 2)
    data.uns["name"] = "by anndata"
    data.write_h5ad(path, compression="gzip")


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:12]


def slices_of(shape):
    """Two slices that the tests make in the same way: the middle of every axis; one index, then every third."""
    if not shape or not all(shape):
        return []
    middle = tuple(slice(n // 3, n // 3 * 2 + 1) for n in shape)
    return [middle, (shape[0] // 2, *[slice(None, None, 3)] * (len(shape) - 1))]


def describe(dataset):
    """[dtype, shape, digest of the whole, digests of the slices]; null for what NumPy cannot hold."""
    dtype = dataset.dtype
    if dtype.hasobject or dtype.kind == "O" or dataset.ndim > 16:
        return None
    if dataset.shape is None:
        return [str(dtype), None]
    whole = np.asarray(dataset[()])
    if dtype.names:
        dtype = repack_fields(dtype, recurse=True)
        whole = whole.astype(dtype)
    item = dtype.base if dtype.subdtype else dtype
    lead = whole.reshape(dataset.shape + (dtype.shape if dtype.subdtype else ())).astype(item, copy=False)
    # An array of one item, not a scalar: scalars are in the machine's byte order.
    parts = [digest(np.asarray(lead[index], dtype=lead.dtype)) for index in slices_of(dataset.shape)]
    return [str(dtype), list(dataset.shape), digest(lead), *parts]


def plain(value):
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, (h5py.Reference, h5py.RegionReference)):
        return "REFERENCE"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray) and value.dtype.names:
        return {n: plain(value[n][()]) for n in value.dtype.names} if value.ndim == 0 else [plain(v) for v in value]
    if isinstance(value, np.void):
        return {n: plain(value[n]) for n in value.dtype.names}
    if isinstance(value, np.ndarray) and value.size > 1000 and (value == value.flat[0]).all():
        return {"all": plain(value.flat[0]), "items": value.size}
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value] if value.ndim else plain(value[()])
    if isinstance(value, (complex, np.complexfloating)):
        return [float(value.real), float(value.imag)]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)
    return value


def attributes_of(node):
    found = {}
    for key in node.attrs:
        try:
            found[key] = plain(node.attrs[key])
        except (OSError, TypeError, ValueError):
            found[key] = "REFERENCE"
    return found


def judge(path):
    datasets, attributes = {}, {}

    def visit(key, node):
        if isinstance(node, h5py.Dataset):
            try:
                # The library overflows its stack on a dataset that is its own source.
                datasets[key] = None if key == "own" else describe(node)
            except (TypeError, OSError, ValueError):
                datasets[key] = None
        if len(node.attrs):
            attributes[key] = attributes_of(node)

    with h5py.File(path) as f:
        f.visititems(visit)
    return {"datasets": datasets, "attributes": attributes}


def by_h5py(fill, **options):
    def write(path):
        with h5py.File(path, "w", **options) as f:
            if options.get("libver") == "latest":
                f.attrs["new"] = True
            fill(f)

    return write


def by_file_id(open_file, fill):
    def write(path):
        with h5py.File(open_file(str(path).encode())) as f:
            fill(f)

    return write


SMALL = {
    "types": by_h5py(number_types),
    "types-latest": by_h5py(number_types, libver="latest"),
    "layouts": by_h5py(layouts),
    "layouts-v110": by_h5py(layouts, libver=("v110", "v110")),
    "layouts-latest": by_h5py(layouts, libver="latest"),
    "groups": by_h5py(groups),
    "groups-latest": by_h5py(groups, libver="latest", track_order=True),
    "groups-v108": by_h5py(groups, libver=("v108", "v108"), userblock_size=1024),
    "filters": by_h5py(filters, libver=("v110", "latest")),
    "zfp": by_h5py(zfp),
    "virtual": by_h5py(virtual, libver="latest"),
    "virtual-v110": by_h5py(virtual, libver=("v110", "v110")),
    "paged": by_h5py(few, fs_strategy="page", fs_persist=True, fs_page_size=1024, libver="latest"),
    "narrow": by_file_id(small_offsets, few),
    "nexus": by_h5py(nexus),
    "tiny": by_h5py(tiny),
    "tiny-latest": by_h5py(tiny, libver="latest"),
    "hostile": by_h5py(hostile, libver="latest"),
    "pytables": pytables,
    "netcdf": netcdf,
    "anndata": anndata,
}


def sweep(f):
    """Every filter on every kind of number, in chunks that do and do not fit."""
    options = {
        "none": {},
        "gzip": dict(compression="gzip", shuffle=True),
        "lzf": dict(compression="lzf", shuffle=True, fletcher32=True),
        "szip8": dict(compression="szip", compression_opts=("nn", 8)),
        "szip32": dict(compression="szip", compression_opts=("ec", 32)),
        "lz4": hdf5plugin.LZ4(nbytes=512),
        "zstd": hdf5plugin.Zstd(),
        "bzip2": hdf5plugin.BZip2(),
        "bitshuffle": hdf5plugin.Bitshuffle(cname="lz4"),
        "bitshuffle_zstd": hdf5plugin.Bitshuffle(cname="zstd"),
        "bitshuffle_none": hdf5plugin.Bitshuffle(cname="none"),
        "blosc": hdf5plugin.Blosc(cname="lz4", shuffle=2),
        "blosc2": hdf5plugin.Blosc2(cname="zstd", filters=1),
        "blosc2_bit": hdf5plugin.Blosc2(cname="lz4", filters=2),
    }
    shapes = [((1000,), (300,)), ((61, 47), (16, 20)), ((9, 8, 70), (4, 8, 33)), ((5, 4, 3, 6), (2, 4, 1, 6))]
    for code in ["i1", "<u2", ">i2", "<i4", ">u4", "<i8", ">i8", "<f2", "<f4", ">f4", "<f8", ">f8", "<c16", "S5"]:
        for shape, chunks in shapes:
            count = int(np.prod(shape))
            values = np.where(np.arange(count) % 97 < 60, np.arange(count) // 9 % 100, RNG.integers(0, 100, count))
            values = values.astype(code).reshape(shape)
            for name, option in options.items():
                if name.startswith("szip") and values.dtype.kind in "cS":
                    continue
                f.create_dataset(f"{code.strip('<>')}{'be' if '>' in code else ''}/{len(shape)}d/{name}", data=values, chunks=chunks, **option)


def grown(f):
    """Datasets that were resized, with every kind of index."""
    for rank in [1, 2, 3]:
        for kind, limits in [("fixed", 60), ("one", 0), ("all", None)]:
            shape, chunks = (20,) * rank, (7, 3, 5)[:rank]
            most = (None,) * rank if limits is None else ((60,) * rank if limits else (60,) * (rank - 1) + (None,))
            for step, sizes in enumerate([(33,), (5,), (5, 41), (12, 0, 25)]):
                data = np.arange(20**rank, dtype="<i4").reshape(shape)
                d = f.create_dataset(f"{kind}/{rank}/{step}", data=data, chunks=chunks, maxshape=most, fillvalue=9, compression="gzip" if step % 2 else None)
                for size in sizes:
                    d.resize((size,) * rank)
                d[tuple(slice(0, 3) for _ in shape)] = -1


BIG = {
    **{name: write for name, write in SMALL.items() if name not in ("pytables", "netcdf", "anndata")},
    "sweep": by_h5py(sweep, libver=("v110", "latest")),
    "sweep-earliest": by_h5py(sweep),
    "grown": by_h5py(grown),
    "grown-v110": by_h5py(grown, libver=("v110", "v110")),
    "grown-latest": by_h5py(grown, libver="latest"),
    "types-v112": by_h5py(number_types, libver=("v112", "v112")),
    "layouts-v114": by_h5py(layouts, libver=("v114", "v114")),
    "groups-v112-block": by_h5py(groups, libver=("v112", "v112"), userblock_size=2048),
    "paged-old": by_h5py(layouts, fs_strategy="page", fs_page_size=4096),
}


def main():
    plans, folder = {"small": SMALL, "big": BIG}[sys.argv[1]], pathlib.Path(sys.argv[2])
    expected = {}
    for name, write in plans.items():
        path = folder / f"{name}.h5"
        path.unlink(missing_ok=True)
        write(path)
        # The library itself hangs or dies on some of these.
        if name != "hostile":
            expected[name] = judge(path)
        if plans is SMALL:
            (folder / f"{name}.h5.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            path.unlink()
    lines = [f"{json.dumps(name)}: {json.dumps(facts, sort_keys=True)}" for name, facts in expected.items()]
    (folder / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
