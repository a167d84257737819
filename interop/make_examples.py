"""Write the example repository: python make_examples.py [OUT]   (default: examples/public beside this folder)

The same bytes every time: seeds, chunks and blocks are fixed, and one thread compresses, since with more
the order of the blocks within a chunk is a matter of luck.
"""

import pathlib
import shutil
import sys

import blosc2

import example_beamline
import example_quickstart
import example_science

blosc2.set_nthreads(1)
README = pathlib.Path(__file__).with_name("examples-readme.md")


def cparams(typesize, clevel):
    return blosc2.CParams(codec=blosc2.Codec.ZSTD, clevel=clevel, typesize=typesize, nthreads=1,
                          filters=[blosc2.Filter.NOFILTER] * 5 + [blosc2.Filter.SHUFFLE], filters_meta=[0] * 6,
                          splitmode=blosc2.SplitMode.ALWAYS_SPLIT)


def saver(root, clevel):
    def save(name, array, chunks, blocks, vlmeta=()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        stored = blosc2.asarray(array, urlpath=str(path), mode="w", contiguous=True, chunks=chunks, blocks=blocks,
                                cparams=cparams(array.dtype.itemsize, clevel), dparams=blosc2.DParams(nthreads=1))
        for key, value in dict(vlmeta).items():
            stored.schunk.vlmeta[key] = value
        print(f"{name:36s} {str(array.shape):20s} {path.stat().st_size:9d} bytes")

    return save


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "examples" / "public"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    shutil.copyfile(README, root / "README.md")
    example_quickstart.write_arrays(saver(root, clevel=1))
    example_quickstart.write_frame(root / "ds-hello.b2frame", cparams)
    example_quickstart.write_detector_file(root / "ex-noattr.h5")
    example_quickstart.write_kinds_file(root / "root-example.h5")
    example_science.write_arrays(saver(root, clevel=9))
    example_beamline.write_nexus_file(root / "beamline" / "powder-scan.h5")


if __name__ == "__main__":
    main()
