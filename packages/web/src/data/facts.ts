import type { DatasetInfo, DefaultPlot, Dimension, StorageInfo } from "@caterva2/client";
import type { DType } from "@caterva2/ndarray";

/** How a dataset or file is stored: what the inspector shows. Sizes in bytes. */
export interface StorageFacts {
  readonly nbytes: number;
  readonly cbytes: number;
  readonly ratio: number;
  readonly nchunks: number | undefined;
  readonly codec: string | undefined;
  readonly clevel: number | undefined;
  readonly filters: readonly string[];
  readonly vlmeta: Readonly<Record<string, unknown>>;
}

/** What users say of their data, by name. */
export type Attributes = Readonly<Record<string, unknown>>;

interface Named {
  readonly path: string;
  /** ISO 8601, or undefined where the server does not know. */
  readonly mtime: string | undefined;
}

export interface ArrayFacts extends Named {
  readonly kind: "array";
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly dtypeText: string;
  readonly chunks: readonly number[] | undefined;
  readonly blocks: readonly number[] | undefined;
  readonly storage: StorageFacts;
  readonly attributes: Attributes;
  readonly dims?: readonly (Dimension | undefined)[] | undefined;
}

export interface GroupFacts extends Named {
  readonly kind: "group";
  readonly files: number | undefined;
  readonly size: number | undefined;
  readonly attributes: Attributes;
  readonly plot?: DefaultPlot | undefined;
}

/** What there is to say of a dataset, group or file beside its data. */
export function attributesOf(facts: Facts): Attributes {
  if ("attributes" in facts) return facts.attributes;
  return "storage" in facts ? facts.storage.vlmeta : {};
}

export type ContentKind = "markdown" | "text" | "image" | "other";

export interface FileFacts extends Named {
  readonly kind: "file";
  readonly content: ContentKind;
  readonly storage: StorageFacts;
}

/** A dataset that cannot be looked at yet (lazy, table, container) or at all; `reason` says why. */
export interface OpaqueFacts extends Named {
  readonly kind: "opaque";
  readonly reason: string;
  readonly size: number | undefined;
}

/** A text inside a container, which is no array; `text` is what its listing tells of it. */
export interface TextFacts extends Named {
  readonly kind: "text";
  readonly text: string;
  readonly size: undefined;
}

export type Facts = TextFacts | ArrayFacts | GroupFacts | FileFacts | OpaqueFacts;

/** What the pages show of a description; the kinds that have no view yet get a reason. */
export function factsOf(info: DatasetInfo): Facts {
  const { path, mtime } = info;
  switch (info.kind) {
    case "array":
      return {
        kind: "array",
        path,
        mtime,
        shape: info.shape,
        dtype: info.dtype,
        dtypeText: info.dtypeText,
        chunks: info.chunks,
        blocks: info.blocks,
        storage: { ...storageOf(info.storage), ...hdf5Storage(info.hdf5Filters) },
        attributes: info.attributes,
        dims: info.dims,
      };
    case "schunk":
      return { kind: "file", path, mtime, content: contentKind(path), storage: storageOf(info.storage) };
    case "group":
      return {
        kind: "group",
        path,
        mtime,
        files: info.files,
        size: info.size,
        attributes: info.attributes,
        plot: info.plot,
      };
    case "file":
      return { kind: "opaque", path, mtime, size: info.size, reason: "There is no view for this kind of file yet." };
    case "unreadable":
      return { kind: "opaque", path, mtime, size: undefined, reason: unreadable(info.reason) };
  }
}

function unreadable(reason: string): string {
  return `This file cannot be read: ${reason.replace(/\.$/, "")}. It may be damaged, cut off or still on its way. It can be downloaded.`;
}

/** The type of the items in a few letters: structured ones have a count of fields. */
export function typeText({ dtype, dtypeText }: ArrayFacts): string {
  return dtype.kind === "struct" ? `${dtype.fields.length} fields` : itemText(dtype, dtypeText);
}

/** The type in full: one line a field of structured items. */
export function typeLines({ dtype, dtypeText }: ArrayFacts): string {
  if (dtype.kind !== "struct") return itemText(dtype, dtypeText);
  return dtype.fields.map((field) => `${field.name}: ${itemText(field.dtype)}`).join("\n");
}

/** NumPy's name, but for texts, which it names by their bytes and their order. */
function itemText(dtype: DType, name = nameOf(dtype)): string {
  if (dtype.kind === "str") return `text of ${dtype.itemsize / 4}`;
  return dtype.kind === "bytes" ? `bytes of ${dtype.itemsize}` : name;
}

function nameOf(dtype: DType): string {
  if (dtype.kind === "struct") return `${dtype.fields.length} fields`;
  if (dtype.kind === "subarray") return `${itemText(dtype.base)} × ${dtype.shape.join(" × ")}`;
  if (dtype.kind === "bool") return "bool";
  const unit = dtype.unit === undefined ? "" : `[${dtype.unit.count === 1 ? "" : dtype.unit.count}${dtype.unit.name}]`;
  return `${dtype.kind}${dtype.itemsize * 8}${unit}`;
}

/** What a file holds, by the end of its name. */
export function contentKind(path: string): ContentKind {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return CONTENT.find(([, names]) => names.includes(extension))?.[0] ?? "other";
}

const CONTENT: readonly (readonly [ContentKind, readonly string[]])[] = [
  ["markdown", ["md", "markdown"]],
  ["image", ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "tif", "tiff"]],
  [
    "text",
    [
      "txt",
      "csv",
      "tsv",
      "json",
      "toml",
      "yaml",
      "yml",
      "ini",
      "cfg",
      "log",
      "py",
      "js",
      "ts",
      "c",
      "h",
      "rs",
      "go",
      "sh",
      "r",
      "jl",
      "xml",
      "html",
      "htm",
      "css",
      "sql",
      "cpp",
      "hpp",
      "java",
      "f90",
      "m",
      "ipynb",
      "rst",
      "tex",
      "bib",
    ],
  ],
];

function storageOf(storage: StorageInfo): StorageFacts {
  const { nbytes, cbytes, ratio, nchunks, codec, clevel, filters, vlmeta } = storage;
  return {
    nbytes,
    cbytes,
    ratio,
    nchunks,
    codec: codec === undefined ? undefined : (CODECS[codec] ?? `codec ${codec}`),
    clevel,
    filters: filters.map((id) => FILTERS[id] ?? `filter ${id}`),
    vlmeta,
  };
}

/** HDF5 stores chunks in its own way. */
function hdf5Storage(filters: readonly string[] | undefined): Partial<StorageFacts> {
  return filters === undefined ? {} : { codec: undefined, clevel: undefined, filters };
}

/** Ids of the Blosc2 chunk format and of its registered plug-ins. */
const CODECS: Readonly<Record<number, string>> = {
  0: "blosclz",
  1: "lz4",
  2: "lz4hc",
  4: "zlib",
  5: "zstd",
  32: "ndlz",
  33: "zfp (accuracy)",
  34: "zfp (precision)",
  35: "zfp (rate)",
  36: "openhtj2k",
  37: "grok",
  38: "openzl",
  39: "j2k",
  40: "htj2k",
};

const FILTERS: Readonly<Record<number, string>> = {
  1: "shuffle",
  2: "bitshuffle",
  3: "delta",
  4: "trunc_prec",
  32: "ndcell",
  33: "ndmean",
  34: "bytedelta",
  35: "bytedelta",
  36: "int_trunc",
};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
