"""The small data sets that tutorials start with: every kind of dtype, dimension and file once."""

import blosc2
import h5py
import hdf5plugin
import numpy as np

# The coin tosses of field "d" in ds-1d-fields, packed into bits: other copies of this data set hold the same ones.
COIN_TOSSES = (
    "7ca12bd3199d4bfca9484bee5b3d04bb1ad92aad380dbb39c2c2046992f2c94ce196cac16c587d90bc3647705db87ee4"
    "44559a0451cf4d0cecc56b2b112f27262fe97e8cccdd005275c598ffcc2b86e7e038a7d1539cd0f5396f53e61f5d4acb"
    "f0c6f7f10156d1e4d4ebe6f8bcfc0330109671170b034ca2ac24511b88"
)


def structured_rows():
    rows = np.empty(1000, dtype=[("a", "<i4"), ("b", "<f8"), ("c", "S10"), ("d", "?")])
    rows["a"] = np.arange(1000)
    rows["b"] = np.linspace(0, 1, 1000)
    rows["c"] = [b"foobar%d" % i for i in range(1000)]
    rows["d"] = np.unpackbits(np.frombuffer(bytes.fromhex(COIN_TOSSES), "u1"))[:1000]
    return rows


def structured_plane():
    plane = np.empty((100, 200), dtype=[("a", "<f4"), ("b", "<f8")])
    plane["a"] = np.linspace(0, 1, 20_000, dtype="f4").reshape(100, 200)
    plane["b"] = np.linspace(1, 2, 20_000).reshape(100, 200)
    return plane


def write_arrays(save):
    """`save(name, array, chunks, blocks, vlmeta)` writes one array."""
    save("ds-1d.b2nd", np.arange(1000, dtype="i8"), (100,), (10,))
    save("ds-1d-b.b2nd", np.full(1000, b"foobar"), (100,), (10,))
    save("ds-1d-fields.b2nd", structured_rows(), (100,), (10,))
    save("ds-2d-fields.b2nd", structured_plane(), (100, 200), (25, 200))
    save("ds-sc-attr.b2nd", np.array("foobar"), (), (), {"a": 1, "b": "foo", "c": 123.456})
    save("dir1/ds-2d.b2nd", np.arange(200, dtype="u2").reshape(10, 20), (5, 5), (2, 3))
    save("dir1/ds-3d.b2nd", np.arange(60, dtype="f4").reshape(3, 4, 5), (2, 3, 4), (2, 2, 2))
    save("dir2/ds-4d.b2nd", (np.arange(120) * (1 + 1j)).reshape(2, 3, 4, 5), (1, 2, 3, 4), (1, 2, 2, 2))


def write_frame(path, cparams):
    blosc2.SChunk(chunksize=100, data=b"Hello world!" * 100, urlpath=str(path), mode="w", contiguous=True,
                  cparams=cparams(typesize=1, clevel=1))


def write_detector_file(path):
    """Three columns and a table, the way detector files often look; no attributes on the file itself."""
    rows = np.zeros(15, dtype=[("ADCcount", "<i2"), ("TDCcount", "u1"), ("grid_i", "<i4"), ("grid_j", "<i4"),
                               ("idnumber", "<i8"), ("name", "S16"), ("pressure", "<f4"), ("temperature", "<f8")])
    n = np.arange(15)
    rows["ADCcount"], rows["TDCcount"], rows["grid_i"], rows["grid_j"] = n * 256, n, n, 10 - n
    rows["idnumber"], rows["pressure"], rows["temperature"] = n << 34, n**2, n**2
    rows["name"] = [b"Particle: %6d" % i for i in n]
    with h5py.File(path, "w") as f:
        columns = f.create_group("columns")
        columns.create_dataset("TDC", data=np.arange(10, dtype="i4")).attrs["TITLE"] = np.bytes_("TDCcount column")
        columns.create_dataset("name", data=rows["name"][:10]).attrs["TITLE"] = np.bytes_("Name column")
        pressure = columns.create_dataset("pressure", shape=(1,), dtype=np.dtype(("<f8", (10,))))
        pressure[...] = [np.arange(10.0) ** 2]
        pressure.attrs["TITLE"] = np.bytes_("Pressure column")
        f.create_dataset("detector/table", data=rows, maxshape=(None,), chunks=(4096,), compression="gzip", compression_opts=3)


def write_kinds_file(path):
    """One dataset of each storage and kind that HDF5 files bring along, two of them beyond Blosc2."""
    square = (np.arange(100) * (1 + 1j)).reshape(10, 10)
    with h5py.File(path, "w") as f:
        f["scalar"] = 123.456
        f["string"] = np.bytes_("Hello world!")
        arrays = f.create_group("arrays")
        arrays["1d-raw"] = np.arange(100, dtype="u1")
        arrays["soft-link"] = h5py.SoftLink("/arrays/1d-raw")
        arrays["2d-nochunks"] = square
        arrays.create_dataset("2d-gzip", data=square, chunks=(4, 4), compression="gzip")
        arrays.create_dataset("1ds-blosc2", data=np.full(100, b"foobar"), chunks=(50,), **hdf5plugin.Blosc2())
        cube = np.arange(1000).astype("u1").reshape(10, 10, 10)
        arrays.create_dataset("3d-blosc2", data=cube, chunks=(4, 10, 10),
                              **hdf5plugin.Blosc2(cname="lz4", clevel=7, filters=hdf5plugin.Blosc2.BITSHUFFLE))
        arrays["empty"] = h5py.Empty("f8")
        arrays.create_dataset("array-dtype", shape=(10,), dtype=np.dtype(("<f8", (4,))))
        arrays.create_dataset("compound-dtype", shape=(10,), dtype="u1,f8")
        f["unsupported/vlstring"] = b"Hello world!"
        f["unsupported/too-many-dimensions"] = np.zeros((1,) * 23, dtype="u1")
        f["attrs"] = np.int64(0)
        f["attrs"].attrs.update({
            "Int": 42, "IntT": np.int16(42), "Bin": b"foo", "BinT": np.bytes_("foo"), "Str": "bar",
            "Arr": [[0, 1], [2, 3]], "ArrT": np.uint8([[0, 1], [2, 3]]), "NilBin": h5py.Empty("S4"), "NilInt": h5py.Empty("u1")})
