"""Reads with python-blosc2 what write-edited.ts edited, and edits it further:

    python check_edited.py DIRECTORY

Each frame is opened as a file and from memory, by view and by copy, then changed in place, and read again.
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


def check_array(name, facts):
    raw = (directory / f"{name}.raw").read_bytes()
    path = directory / f"{name}.b2nd"
    text = facts["dtype"]
    dtype = np.dtype(ast.literal_eval(text) if text.startswith("[") else text)
    expected = np.frombuffer(raw, dtype).reshape(facts["shape"])
    opened = [blosc2.open(str(path), mode="r")]
    if path.is_file():
        contents = path.read_bytes()
        opened += [blosc2.ndarray_from_cframe(contents), blosc2.ndarray_from_cframe(contents, copy=True)]
    for array in opened:
        assert array.shape == tuple(facts["shape"]), array.shape
        assert array.dtype == dtype, array.dtype
        if not facts["readable"]:
            continue
        assert np.asarray(array[()]).tobytes() == raw, "content"
        if array.size > 0 and facts["partial"]:
            half = array.shape[0] // 2
            assert np.asarray(array[half:]).tobytes() == expected[half:].tobytes(), "slice"
        for key, value in facts["vlmeta"].items():
            assert array.schunk.vlmeta[key] == value, key
    del opened
    # Items over 255 bytes: the reference cannot read its own frames back.
    if dtype.itemsize > 255 or expected.size == 0 or not facts["partial"]:
        return
    array = blosc2.open(str(path), mode="a")
    array.schunk.vlmeta["theirs"] = 5
    rows = array.shape[0]
    array.resize((rows + 3, *array.shape[1:]))
    more = np.concatenate([expected[:1]] * 3)
    array[rows:] = more
    array[0:1] = expected[rows // 2 : rows // 2 + 1]
    wanted = np.concatenate([expected, more]).astype(dtype)
    wanted[0] = expected[rows // 2]
    again = blosc2.open(str(path), mode="r")
    assert np.asarray(again[()]).tobytes() == wanted.tobytes(), "content after their edits"
    assert again.schunk.vlmeta["theirs"] == 5


def check_schunk(name, facts):
    raw = (directory / f"{name}.raw").read_bytes()
    path = directory / f"{name}.b2frame"
    contents = path.read_bytes()
    for schunk in (blosc2.open(str(path), mode="r"), blosc2.schunk_from_cframe(contents), blosc2.schunk_from_cframe(contents, copy=True)):
        chunks = [bytes(schunk.decompress_chunk(n)) for n in range(schunk.nchunks)]
        assert [len(chunk) for chunk in chunks] == facts["chunks"]
        assert b"".join(chunks) == raw, "content"
    schunk = blosc2.open(str(path), mode="a")
    extra = b"y" * (schunk.chunksize or 100)
    count = schunk.nchunks
    schunk.insert_data(0, extra, copy=True)
    schunk.update_data(1, extra, copy=True)
    schunk.delete_chunk(count)
    wanted = [extra, extra, *chunks[1:-1]]
    again = blosc2.open(str(path), mode="r")
    assert [bytes(again.decompress_chunk(n)) for n in range(again.nchunks)] == wanted, "after their edits"


bad = 0
for name, facts in manifest.items():
    try:
        (check_array if "shape" in facts else check_schunk)(name, facts)
    except Exception as error:
        bad += 1
        print(name, type(error).__name__, str(error)[:300])
print(f"{len(manifest)} checked, {bad} wrong")
sys.exit(bad > 0)
