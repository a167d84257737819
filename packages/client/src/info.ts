import { CatervaError, type DType, parseDType, product } from "@caterva2/ndarray";
import { isRecord } from "./http.ts";

interface Described {
  readonly path: string;
  /** ISO 8601 UTC, where the server knows it. */
  readonly mtime: string | undefined;
  /** Changes whenever the file does. */
  readonly etag: string | undefined;
  /** The answer as it came. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** How something is compressed. Sizes in bytes; ids are those of Blosc2. */
export interface StorageInfo {
  readonly nbytes: number;
  readonly cbytes: number;
  /** `nbytes / cbytes`. */
  readonly ratio: number;
  readonly nchunks: number | undefined;
  readonly chunkBytes: number | undefined;
  readonly codec: number | undefined;
  readonly clevel: number | undefined;
  readonly filters: readonly number[];
  readonly typesize: number | undefined;
  readonly vlmeta: Readonly<Record<string, unknown>>;
}

/** What a dimension is; `path` of its values is that of a dataset. */
export interface Dimension {
  readonly label: string;
  readonly units: string | undefined;
  readonly path: string | undefined;
}

/** What a NeXus group wants to be shown first. */
export interface DefaultPlot {
  readonly signal: Dimension & { readonly path: string };
  /** One entry a dimension; undefined for one without an axis. */
  readonly axes: readonly (Dimension | undefined)[];
  readonly title: string | undefined;
}

export interface ArrayInfo extends Described {
  readonly kind: "array";
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** As the server spells it. */
  readonly dtypeText: string;
  readonly chunks: readonly number[] | undefined;
  readonly blocks: readonly number[] | undefined;
  readonly storage: StorageInfo;
  /** True if the server serves byte ranges of the frame. */
  readonly ranges: boolean;
  /** One entry a dimension; undefined where nobody says what they are. */
  readonly dims: readonly (Dimension | undefined)[] | undefined;
  /** Names of the filters of a dataset in an HDF5 file, which `storage` cannot say; undefined for all others. */
  readonly hdf5Filters: readonly string[] | undefined;
  /** What its user says of it: vlmeta, or the attributes of a dataset in a container. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A super-chunk or a file that is stored compressed. */
export interface SchunkInfo extends Described {
  readonly kind: "schunk";
  readonly storage: StorageInfo;
}

/** A folder, or a container file. */
export interface GroupInfo extends Described {
  readonly kind: "group";
  readonly files: number | undefined;
  readonly size: number | undefined;
  /** Of a group in a container. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly plot: DefaultPlot | undefined;
}

export interface FileInfo extends Described {
  readonly kind: "file";
  readonly size: number | undefined;
}

/** What exists but cannot be read, and why; also kinds that this client does not know. */
export interface UnreadableInfo extends Described {
  readonly kind: "unreadable";
  readonly reason: string;
}

export type DatasetInfo = ArrayInfo | SchunkInfo | GroupInfo | FileInfo | UnreadableInfo;

const MAX_AXES = 16;

/**
 * Reads the JSON of `/api/info`, whatever server sent it.
 * @throws request.invalid when it is no description at all; dtype.invalid for an unknown dtype;
 * limit.exceeded for an array of more items than can be counted
 */
export function parseInfo(path: string, raw: unknown, etag: string | undefined): DatasetInfo {
  if (!isRecord(raw)) throw new CatervaError("request.invalid", "The server's description is no object.");
  const described = { path, etag, raw, mtime: textOf(raw.mtime) };
  const reason = textOf(raw.error);
  if (reason !== undefined) return { kind: "unreadable", ...described, reason };
  if (raw.kind === "group") {
    const attributes = recordOf(raw.attrs);
    const plot = plotOf(path, raw.plot);
    return { kind: "group", ...described, files: countOf(raw.nfiles), size: countOf(raw.size), attributes, plot };
  }
  if (raw.shape !== undefined && raw.dtype !== undefined) return arrayInfo(described, raw);
  if (raw.cbytes !== undefined) return { kind: "schunk", ...described, storage: storageInfo(raw, undefined) };
  const kind = textOf(raw.kind);
  if (kind !== undefined)
    return { kind: "unreadable", ...described, reason: `Datasets of kind ${kind} are not known.` };
  return { kind: "file", ...described, size: countOf(raw.size) };
}

function arrayInfo(described: Described, raw: Record<string, unknown>): ArrayInfo {
  const shape = extentsOf(raw.shape);
  const dtypeText = textOf(raw.dtype);
  if (!shape || dtypeText === undefined) {
    throw new CatervaError("request.invalid", "The server's description has no valid shape and dtype.");
  }
  const dtype = parseDType(dtypeText);
  const storage = storageInfo(recordOf(raw.schunk), product(shape) * dtype.itemsize);
  const ranges = raw.accept_ranges === "bytes";
  return {
    kind: "array",
    ...described,
    // What is built for a request has items of an array type as further dimensions.
    ...(ranges ? { shape, dtype } : plainItems(shape, dtype)),
    dtypeText,
    chunks: geometryOf(raw.chunks, shape),
    blocks: geometryOf(raw.blocks, shape),
    storage,
    ranges,
    dims: dimensionsOf(described.path, raw.dims, shape.length),
    hdf5Filters: Array.isArray(raw.hdf5_filters) ? raw.hdf5_filters.map(String) : undefined,
    attributes: { ...storage.vlmeta, ...recordOf(raw.attrs) },
  };
}

function storageInfo(schunk: Record<string, unknown>, plainBytes: number | undefined): StorageInfo {
  const cparams = recordOf(schunk.cparams);
  const nbytes = countOf(schunk.nbytes) ?? plainBytes ?? 0;
  const cbytes = countOf(schunk.cbytes) ?? 0;
  const filters = Array.isArray(cparams.filters) ? cparams.filters : [];
  return {
    nbytes,
    cbytes,
    ratio: cbytes > 0 ? nbytes / cbytes : 1,
    nchunks: countOf(schunk.nchunks),
    chunkBytes: countOf(schunk.chunksize),
    codec: countOf(cparams.codec),
    clevel: countOf(cparams.clevel),
    filters: filters.flatMap((id: unknown) => countOf(id) ?? []).filter((id) => id !== 0),
    typesize: countOf(cparams.typesize),
    vlmeta: recordOf(schunk.vlmeta),
  };
}

function plotOf(path: string, raw: unknown): DefaultPlot | undefined {
  const { signal, axes, title } = recordOf(raw);
  const shown = dimensionOf(path, signal);
  if (shown?.path === undefined) return undefined;
  const named = Array.isArray(axes) ? axes.slice(0, MAX_AXES).map((axis) => dimensionOf(path, axis)) : [];
  return { signal: { ...shown, path: shown.path }, axes: named, title: textOf(title) };
}

function dimensionsOf(path: string, raw: unknown, rank: number): (Dimension | undefined)[] | undefined {
  if (!Array.isArray(raw) || raw.length > rank) return undefined;
  return Array.from({ length: rank }, (_, axis) => dimensionOf(path, raw[axis]));
}

/** Paths of datasets are given from their file, whose path begins the one that was asked for. */
function dimensionOf(path: string, raw: unknown): Dimension | undefined {
  const { label, units, path: inner } = recordOf(raw);
  const name = textOf(label);
  if (name === undefined) return undefined;
  const file = /^.*?\.(?:h5|hdf5)(?=\/|$)/.exec(path)?.[0];
  const place = typeof inner === "string" && file !== undefined ? `${file}/${inner}` : undefined;
  return { label: name, units: textOf(units), path: place };
}

function plainItems(shape: readonly number[], dtype: DType): { shape: readonly number[]; dtype: DType } {
  return dtype.kind === "subarray" ? plainItems([...shape, ...dtype.shape], dtype.base) : { shape, dtype };
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Extents of an array. */
function extentsOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_AXES) return undefined;
  const extents = value.flatMap((extent: unknown) => countOf(extent) ?? []);
  return extents.length === value.length ? extents : undefined;
}

function geometryOf(value: unknown, shape: readonly number[]): number[] | undefined {
  const extents = extentsOf(value);
  return extents?.length === shape.length ? extents : undefined;
}
