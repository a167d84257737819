"""Compare a ZIP file with a directory, by Python's zipfile and by what unzips it.

    python check_archive.py ARCHIVE FOLDER PREFIX

Prints JSON: what is wrong, and how many files were compared. FOLDER holds the files as a download has them.
"""

import json
import pathlib
import sys
import tempfile
import zipfile

archive, folder, prefix = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
wrong = []
expected = {f"{prefix}/{p.relative_to(folder).as_posix()}": p for p in folder.rglob("*") if p.is_file()}
with zipfile.ZipFile(archive) as zf, tempfile.TemporaryDirectory() as scratch:
    if zf.testzip() is not None:
        wrong.append(f"damaged: {zf.testzip()}")
    names = zf.namelist()
    if sorted(names) != sorted(expected):
        wrong.append(f"names: {sorted(set(names) ^ set(expected))}, {len(names)}")
    for info in zf.infolist():
        if info.filename not in expected:
            continue
        stat = expected[info.filename].stat()
        if zf.read(info) != expected[info.filename].read_bytes():
            wrong.append(f"content of {info.filename}")
        if info.file_size != stat.st_size or info.is_dir():
            wrong.append(f"facts of {info.filename}")
    zf.extractall(scratch)
    found = sorted(p.relative_to(scratch).as_posix() for p in pathlib.Path(scratch).rglob("*") if p.is_file())
    if found != sorted(names):
        wrong.append("what is unpacked has other names")
print(json.dumps({"files": len(names), "wrong": wrong}))
