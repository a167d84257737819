import type { Hdf5Dataset, Hdf5File, Hdf5Object } from "@caterva2/hdf5";
import { formatDType, product } from "@caterva2/ndarray";
import type { ArrayInfo, GroupInfo } from "@caterva2/protocol";
import { compressionParameters } from "../info-frame.ts";
import { attributesJson } from "./attributes.ts";
import { memberAt, readableDatasets, storedBytes } from "./catalog.ts";
import { dimensionsInfo, plotInfo } from "./conventions.ts";
import type { Hdf5Array } from "./hdf5-array.ts";

/** A file or group as the directory that it looks like; `size` is that of the file where it is given. */
export async function hdf5GroupInfo(
  hdf5: Hdf5File,
  group: Hdf5Object,
  inner: string,
  mtime: string,
  size?: number,
): Promise<GroupInfo> {
  const datasets = await readableDatasets(hdf5, group);
  const attributes = await hdf5.attributes(group);
  const plot = await plotInfo(hdf5, inner, attributes);
  return {
    kind: "group",
    mtime,
    size: size ?? (await storedBytes(hdf5, datasets)),
    nfiles: datasets.length,
    attrs: attributesJson(attributes),
    ...(plot === undefined ? {} : { plot }),
  };
}

/** What is at a path inside a file. @throws path.not_found */
export async function memberInfo(
  hdf5: Hdf5File,
  inner: string,
  mtime: string,
  context: { readonly threads: number; arrayOf(dataset: Hdf5Dataset): Promise<Hdf5Array> },
): Promise<Readonly<Record<string, unknown>>> {
  const member = await memberAt(hdf5, inner);
  if (member.kind === "group") return hdf5GroupInfo(hdf5, member.object, inner, mtime);
  const array = await context.arrayOf(member.dataset);
  const attrs = attributesJson(await hdf5.attributes(member.object));
  const filters = member.dataset.filters.map(({ name }) => name);
  const dims = await dimensionsInfo(hdf5, inner);
  const info = await hdf5ArrayInfo(array, mtime, context.threads, false);
  return { ...info, attrs, hdf5_filters: filters, ...(dims === undefined ? {} : { dims }) };
}

/**
 * A dataset described as a Blosc2 array, with the sizes of its HDF5 storage. `contiguous` says what clients are told
 * of the frame: a proxy is one, a member of a file is not.
 */
export async function hdf5ArrayInfo(
  array: Hdf5Array,
  mtime: string,
  threads: number,
  contiguous: boolean,
): Promise<ArrayInfo> {
  const { chunks, blocks, shape, dtype, cparams, dataset } = array;
  const { itemsize } = dtype;
  const nchunks = product(shape.map((extent, axis) => Math.ceil(extent / Math.max(1, chunks[axis] ?? 1))));
  const padded = chunks.map((extent, axis) => {
    const block = Math.max(1, blocks[axis] ?? 1);
    return Math.ceil(extent / block) * block;
  });
  const chunksize = product([...padded, itemsize]);
  const cbytes = await dataset.storageSize();
  const nbytes = nchunks * chunksize;
  const blocksize = product([...blocks, itemsize]);
  return {
    shape: [...shape],
    chunks: [...chunks],
    blocks: [...blocks],
    dtype: formatDType(dtype),
    schunk: {
      cbytes,
      chunkshape: Math.floor(chunksize / Math.max(1, itemsize)),
      chunksize,
      contiguous,
      cparams: compressionParameters({ cparams, typesize: itemsize, blocksize }, threads),
      cratio: cbytes === 0 ? 0 : nbytes / cbytes,
      nbytes,
      urlpath: null,
      vlmeta: {},
      nchunks,
      mtime: null,
    },
    mtime,
    accept_ranges: null,
  };
}
