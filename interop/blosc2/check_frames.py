"""Reads with python-blosc2 what write-frames.ts wrote:

    python check_frames.py DIRECTORY

It opens each frame as a file and from memory, compares shape, dtype, content, slices and metadata, and edits a copy.
"""

import ast
import json
import pathlib
import sys

import blosc2
import numpy as np

# With more threads, and other work on the machine, python-blosc2 has once read a delta wrongly that it reads rightly alone.
blosc2.set_nthreads(1)

directory = pathlib.Path(sys.argv[1])
manifest = json.loads((directory / "manifest.json").read_text())


def check_metadata(schunk):
    assert dict(schunk.vlmeta[:]) == {"k": [1, 2], "t": "x" * 3000}
    assert schunk.meta["mine"] == {"a": 1}


def check_array(name, facts, raw):
    text = facts["dtype"]
    dtype = np.dtype(ast.literal_eval(text) if text.startswith("[") else text)
    path = directory / f"{name}.b2nd"
    expected = np.frombuffer(raw, dtype).reshape(facts["shape"])
    for array in (blosc2.open(str(path), mode="r"), blosc2.ndarray_from_cframe(path.read_bytes())):
        assert array.shape == tuple(facts["shape"]), array.shape
        assert array.dtype == dtype, array.dtype
        assert np.asarray(array[()]).tobytes() == raw, "content"
        if "bare" not in facts:
            check_metadata(array.schunk)
        if array.size > 0 and array.ndim > 0:
            half = array.shape[0] // 2
            assert np.asarray(array[half:]).tobytes() == expected[half:].tobytes(), "slice"
    copy = blosc2.ndarray_from_cframe(path.read_bytes(), copy=True)
    copy.schunk.vlmeta["new"] = 5
    assert copy.schunk.vlmeta["new"] == 5
    if copy.ndim == 1 and copy.size > 0:
        copy.resize((copy.shape[0] + 5,))
        assert np.asarray(copy[:-5]).tobytes() == raw, "content after resize"


def check_zfp(name, facts, raw):
    """The chunks are those that python-blosc2 makes of the same numbers, byte by byte."""
    path = directory / f"{name}.b2nd"
    numbers = np.frombuffer(raw, np.dtype(facts["dtype"])).reshape(facts["shape"])
    cparams = {
        "codec": blosc2.Codec[facts["zfp"].upper()],
        "codec_meta": facts["codecMeta"] % 256,
        "filters": [],
        "filters_meta": [],
        "splitmode": blosc2.SplitMode.NEVER_SPLIT,
        "nthreads": 1,
    }
    expected = blosc2.asarray(numbers, chunks=facts["chunks"], blocks=facts["blocks"], cparams=cparams)
    for array in (blosc2.open(str(path), mode="r"), blosc2.ndarray_from_cframe(path.read_bytes())):
        assert array[:].tobytes() == expected[:].tobytes(), "content"
        assert array.schunk.cparams.codec == cparams["codec"], array.schunk.cparams
        assert array.schunk.cparams.codec_meta == cparams["codec_meta"], array.schunk.cparams
        for nchunk in range(array.schunk.nchunks):
            ours, theirs = array.schunk.get_chunk(nchunk), expected.schunk.get_chunk(nchunk)
            assert ours == theirs, f"chunk {nchunk}: {len(ours)} and {len(theirs)} bytes"
        check_metadata(array.schunk)
    copy = blosc2.ndarray_from_cframe(path.read_bytes(), copy=True)
    copy[...] = 0
    assert not copy[:].any(), "content after a change"


def check_schunk(name, facts, raw):
    path = directory / f"{name}.b2frame"
    for schunk in (blosc2.open(str(path), mode="r"), blosc2.schunk_from_cframe(path.read_bytes())):
        content = b"".join(bytes(schunk.decompress_chunk(n)) for n in range(schunk.nchunks))
        assert content == raw, "content"
        assert schunk.typesize in (facts["typesize"], 1), schunk.typesize
        check_metadata(schunk)
    copy = blosc2.schunk_from_cframe(path.read_bytes(), copy=True)
    copy.append_data(b"y" * facts["chunksize"])
    assert bytes(copy.decompress_chunk(copy.nchunks - 1)) == b"y" * facts["chunksize"]


def check_blocks(name, facts, raw):
    path = directory / f"{name}.b2frame"
    for schunk in (blosc2.open(str(path), mode="r"), blosc2.schunk_from_cframe(path.read_bytes())):
        chunks = [schunk.get_chunk(n) for n in range(schunk.nchunks)]
        blocks = [blosc2.blosc2_ext.vldecompress(chunk, nthreads=1) for chunk in chunks]
        assert [[len(block) for block in chunk] for chunk in blocks] == facts["blocks"], "borders"
        assert b"".join(bytes(block) for chunk in blocks for block in chunk) == raw, "content"
        check_metadata(schunk)
    copy = blosc2.schunk_from_cframe(path.read_bytes(), copy=True)
    added = [b"more", b"and more" * 20]
    copy.append_chunk(blosc2.blosc2_ext.vlcompress(added, typesize=1))
    assert [bytes(block) for block in blosc2.blosc2_ext.vldecompress(copy.get_chunk(3), nthreads=1)] == added


def check(name, facts, raw):
    kind = check_zfp if "zfp" in facts else check_array if "shape" in facts else check_blocks if "blocks" in facts else check_schunk
    kind(name, facts, raw)


bad = 0
for name, facts in manifest.items():
    raw = (directory / f"{name}.raw").read_bytes()
    try:
        check(name, facts, raw)
    except Exception as error:
        bad += 1
        print(name, type(error).__name__, error)
print(f"{len(manifest)} checked, {bad} wrong")
sys.exit(bad > 0)
