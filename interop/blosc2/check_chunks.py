"""Decompress with python-blosc2 the chunks that packages/blosc2/test/write-chunks.ts wrote:

    python check_chunks.py FOLDER

Prints one JSON object: how many chunks were compared, by codec, and every mismatch. Exit status 1 if there is one.
"""

import json
import pathlib
import sys

import blosc2


def problem(chunk, raw):
    try:
        got = blosc2.decompress2(chunk)
    except Exception as e:  # whatever the C library says about it
        return f"{type(e).__name__}: {e}"
    return None if bytes(got) == raw else f"{len(got)} bytes that differ from the {len(raw)} written"


def main():
    folder = pathlib.Path(sys.argv[1])
    counts, mismatches = {}, []
    for entry in json.loads((folder / "index.json").read_text()):
        codec = entry["params"]["codec"]
        counts[codec] = counts.get(codec, 0) + 1
        wrong = problem((folder / f"{entry['file']}.chunk").read_bytes(), (folder / f"{entry['file']}.raw").read_bytes())
        if wrong:
            mismatches.append(f"{entry['file']} {entry['name']}: {wrong}")
    print(json.dumps({"counts": counts, "mismatches": mismatches}))
    return 1 if mismatches else 0


if __name__ == "__main__":
    raise SystemExit(main())
