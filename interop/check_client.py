"""Read a served repository with the unmodified Python clients and compare with the local files.

    python check_client.py URL FOLDER [--root @public]

FOLDER holds what the server has under the root. Prints one JSON object: how many answers of each kind were
compared, and every mismatch. Exit status 1 if there is one.
"""

import argparse
import ast
import json
import pathlib
import tempfile

import blosc2
import caterva2
import httpx
import numpy as np

import client_keys


class Tally:
    def __init__(self):
        self.counts, self.mismatches = {}, []

    def compare(self, kind, what, ask, expected):
        """Count one answer; `ask` is called, so that a raised error is a mismatch of this answer alone."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        try:
            got = ask()
        except Exception as e:  # whatever a client raises about an answer it did not understand
            got = e
        problem = difference(got, expected)
        if problem:
            self.mismatches.append(f"{kind} {what}: {problem}")

    def refuses(self, what, ask, *errors, status=None):
        self.counts["refused"] = self.counts.get("refused", 0) + 1
        try:
            got = ask()
        except errors as e:
            code = e.response.status_code if isinstance(e, httpx.HTTPStatusError) else None
            if status and code != status:
                self.mismatches.append(f"refused {what}: status {code}, not {status}")
        except Exception as e:
            self.mismatches.append(f"refused {what}: {type(e).__name__}: {e}")
        else:
            self.mismatches.append(f"refused {what}: answered {str(got)[:80]}")


def difference(got, expected):
    if isinstance(got, Exception):
        return f"{type(got).__name__}: {got}"
    if isinstance(got, blosc2.NDArray):
        got = got[()]
    if isinstance(got, blosc2.SChunk):
        got = got[:]
    if isinstance(expected, (np.ndarray, np.generic)):
        got, expected = np.asarray(got), np.asarray(expected)
        if got.dtype != expected.dtype or got.shape != expected.shape:
            return f"{got.dtype} {got.shape}, not {expected.dtype} {expected.shape}"
        return None if got.tobytes() == expected.tobytes() else "values differ"
    return None if got == expected else f"{str(got)[:200]}, not {str(expected)[:200]}"


def plain(value):
    """A vlmeta value the way JSON brings it back."""
    return json.loads(json.dumps(value))


def schunk_facts(schunk):
    c = schunk.cparams
    return {
        "nbytes": schunk.nbytes, "cbytes": schunk.cbytes, "cratio": round(schunk.cratio, 9), "chunksize": schunk.chunksize,
        "chunkshape": schunk.chunkshape, "nchunks": schunk.nchunks, "contiguous": schunk.contiguous,
        "vlmeta": plain(schunk.vlmeta.getall()) if len(schunk.vlmeta) else {},
        "cparams": {"codec": int(c.codec.value), "clevel": c.clevel, "typesize": c.typesize, "blocksize": c.blocksize,
                    "splitmode": int(c.splitmode.value), "filters": [int(f.value) for f in c.filters], "filters_meta": list(c.filters_meta)}}


def reported_facts(schunk):
    facts = {k: schunk[k] for k in ("nbytes", "cbytes", "cratio", "chunksize", "chunkshape", "nchunks", "contiguous", "vlmeta")}
    facts["cratio"] = round(facts["cratio"], 9)
    keys = ("codec", "clevel", "typesize", "blocksize", "splitmode", "filters", "filters_meta")
    return facts | {"cparams": {k: schunk["cparams"][k] for k in keys}}


def check_array(t, client, url, path, local):
    check_description(t, client, path, local)
    check_keys(t, client, url, path, local, client.get(path))
    check_chunks(t, client, path, local)
    # blosc2.C2Array cannot read the description of a structured array, whoever serves it.
    if not local.dtype.names:
        check_remote(t, path, local, blosc2.C2Array(path, urlbase=url))


def check_description(t, client, path, local):
    info = client.get_info(path)
    t.compare("info", path, lambda: {k: info[k] for k in ("shape", "chunks", "blocks", "dtype", "accept_ranges")}, {
        "shape": list(local.shape), "chunks": list(local.chunks), "blocks": list(local.blocks), "dtype": str(local.dtype),
        "accept_ranges": "bytes"})
    t.compare("info", path, lambda: reported_facts(info["schunk"]), schunk_facts(local.schunk))
    dataset = client.get(path)
    t.compare("info", path, lambda: (dataset.shape, dataset.chunks, dataset.blocks, np.dtype(as_dtype(dataset.dtype))),
              (local.shape, local.chunks, local.blocks, local.dtype))


def as_dtype(described):
    """The client hands on the text of a structured dtype as it came."""
    return ast.literal_eval(described) if isinstance(described, str) and described.startswith("[") else described


def check_keys(t, client, url, path, local, dataset):
    values = local[()]
    t.compare("slice", f"{path} whole", lambda: client.fetch(path), values)
    for key in client_keys.slices(local.shape):
        t.compare("slice", f"{path} {key}", lambda: client.get_slice(path, key, ndim=local.ndim), values[key])
        t.compare("slice", f"{path} {key}", lambda: dataset[key], values[key])
    for key in client_keys.gathers(local.shape):
        t.compare("gather", f"{path} {str(key)[:60]}", lambda: dataset[key], values[key])
    for text, key in client_keys.spelled(local.shape):
        t.compare("spelled", f"{path} {text}", lambda: fetched(url, path, text), values[key])
    for name in local.dtype.names or ():
        t.compare("field", f"{path} {name}", lambda: client.get_slice(path, None, field=name), values[name])
        t.compare("field", f"{path} {name}", lambda: dataset[name], values[name])


def fetched(url, path, text):
    answer = httpx.get(f"{url}/api/fetch/{path}", params={"slice_": text})
    answer.raise_for_status()
    return blosc2.ndarray_from_cframe(answer.content)


def check_chunks(t, client, path, local):
    n = local.schunk.nchunks
    for i in sorted({0, n // 2, n - 1}):
        t.compare("chunk", f"{path} {i}", lambda: client.get_chunk(path, i), local.schunk.get_chunk(i))
    t.refuses(f"chunk {n} of {path}", lambda: client.get_chunk(path, n), httpx.HTTPStatusError, status=404)


def check_remote(t, path, local, remote):
    values, n = local[()], local.schunk.nchunks
    t.compare("info", path, lambda: (remote.shape, remote.chunks, remote.blocks, remote.dtype),
              (local.shape, local.chunks, local.blocks, local.dtype))
    for key in client_keys.slices(local.shape):
        t.compare("c2array", f"{path} {key}", lambda: remote[key], values[key])
    for key in client_keys.gathers(local.shape):
        t.compare("c2array", f"{path} {str(key)[:60]}", lambda: remote[key], values[key])
    t.compare("chunk", path, lambda: remote.get_chunk(n - 1), local.schunk.get_chunk(n - 1))
    # These read the frame's offsets, and then single blocks, by byte ranges.
    t.compare("ranges", path, remote.written_chunks, np.ones(n, dtype=bool))
    proxy = blosc2.Proxy(remote)
    for key in client_keys.slices(local.shape)[:4] if local.ndim else []:
        t.compare("ranges", f"{path} {key}", lambda: proxy[key], values[key])


def check_frame(t, client, path, local):
    data = local[:]
    info = client.get_info(path)
    t.compare("info", path, lambda: reported_facts(info), schunk_facts(local))
    t.compare("slice", f"{path} whole", lambda: client.fetch(path), data)
    items = len(local)
    for key in (slice(0, 5), slice(5, items), slice(items // 3, items // 2), slice(items - 4, None), slice(-4, None)):
        t.compare("slice", f"{path} {key}", lambda: client.get_slice(path, key), data[key])
    for i in (0, local.nchunks - 1):
        t.compare("chunk", f"{path} {i}", lambda: client.get_chunk(path, i), local.get_chunk(i))


def check_download(t, client, path, file, scratch):
    target = scratch / path.replace("/", "_")
    t.compare("download", path, lambda: pathlib.Path(client.download(path, target)).read_bytes(), file.read_bytes())


def check_refusals(t, client, url, root, arrays):
    http = (httpx.HTTPStatusError,)
    t.refuses("info of nothing", lambda: client.get_info(f"{root}/nothing.b2nd"), *http, status=404)
    t.refuses("fetch of nothing", lambda: client.fetch(f"{root}/nothing.b2nd"), *http, status=404)
    t.refuses("download of nothing", lambda: client.download(f"{root}/nothing.b2nd", "unused"), *http, status=404)
    t.refuses("list of an unknown root", lambda: client.get_list("@nobody"), *http, status=404)
    t.refuses("list of @shared", lambda: client.get_list("@shared"), *http, status=401)
    t.refuses("a path with a leading slash", lambda: client.get_info(f"/{root}/README.md"), ValueError)
    t.refuses("a fetch of text", lambda: client.fetch(f"{root}/README.md"), *http, status=400)
    t.refuses("an upload", lambda: client.upload(__file__, f"{root}/mine.py"), *http, status=401)
    t.refuses("a removal", lambda: client.remove(f"{root}/README.md"), *http, status=401)
    for path, local in arrays:
        if not local.ndim:
            continue
        t.refuses(f"a step by the client on {path}", lambda: client.get_slice(path, slice(0, 2, 2)), IndexError)
        beyond = str(local.shape[0])
        for text in (beyond, f"-{int(beyond) + 1}", "a", "1:2:0", "0," * local.ndim + "0", "1;2", "0:1:2:3"):
            t.refuses(f"[{text}] of {path}", lambda: fetched(url, path, text), *http, status=400)
        for indices in ("[[%s]]" % beyond, "7", "[[0.5]]", "[", "[[true]]", '["x"]'):
            ask = httpx.get(f"{url}/api/fetch/{path}", params={"indices": indices})
            t.refuses(f"indices {indices} of {path}", ask.raise_for_status, *http, status=400)


def check_listing(t, client, root, files):
    names = sorted(files)
    t.compare("list", "roots", lambda: root in client.get_roots(), True)
    t.compare("list", root, lambda: client.get_list(root), names)
    t.compare("list", f"{root} as an object", lambda: list(client.get(root)), names)
    t.compare("list", "with a final slash", lambda: client.get_list(f"{root}/"), names)
    for folder in sorted({name.rsplit("/", 1)[0] for name in names if "/" in name}):
        inside = [name[len(folder) + 1:] for name in names if name.startswith(f"{folder}/")]
        t.compare("list", folder, lambda: client.get_list(f"{root}/{folder}"), inside)
        t.compare("info", folder, lambda: {k: client.get_info(f"{root}/{folder}")[k] for k in ("kind", "nfiles")},
                  {"kind": "group", "nfiles": len(inside)})
    for name in names:
        if not name.endswith((".h5", ".hdf5", ".b2z")):  # containers list what is in them
            t.compare("list", name, lambda: client.get_list(f"{root}/{name}"), [name.rsplit("/", 1)[-1]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--root", default="@public")
    args = parser.parse_args()
    files = {p.relative_to(args.folder).as_posix(): p for p in args.folder.rglob("*") if p.is_file()}
    t, arrays = Tally(), []
    with caterva2.Client(args.url, timeout=60) as client, tempfile.TemporaryDirectory() as scratch:
        check_listing(t, client, args.root, files)
        for name, file in sorted(files.items()):
            path = f"{args.root}/{name}"
            check_download(t, client, path, file, pathlib.Path(scratch))
            try:
                if name.endswith(".b2nd"):
                    arrays.append((path, blosc2.open(str(file), mode="r")))
                    check_array(t, client, args.url, *arrays[-1])
                elif name.endswith(".b2frame"):
                    check_frame(t, client, path, blosc2.open(str(file), mode="r"))
            except (httpx.HTTPError, TypeError, ValueError, KeyError) as e:  # what follows needs the description
                t.mismatches.append(f"{path}: {type(e).__name__}: {e}")
        check_refusals(t, client, args.url, args.root, arrays)
    print(json.dumps({"counts": t.counts, "mismatches": t.mismatches}))
    return 1 if t.mismatches else 0


if __name__ == "__main__":
    raise SystemExit(main())
