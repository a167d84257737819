import { type Static, Type } from "typebox";

export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** `GET /api/roots`: by name. */
export const Roots = Type.Record(Type.String(), Type.Object({ name: Type.String() }));
export type Roots = Static<typeof Roots>;

/** `GET /api/list`: names relative to the path, sorted. */
export const FileNames = Type.Array(Type.String());
export type FileNames = Static<typeof FileNames>;

/** Query of `GET /api/list`; with any of them the answer is a page. */
export const NamesParameters = Type.Object({
  depth: Type.Optional(
    Type.Integer({ minimum: 1, description: "Levels of directories; those below are named with a trailing slash." }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: "Names in a page; default 1,000." })),
  after: Type.Optional(Type.String({ description: "The `next` of the page before." })),
});
export type NamesParameters = Static<typeof NamesParameters>;

/** A page of names; `next` is null in the last one, `total` counts the names of all pages. */
export const NamesPage = Type.Object({
  names: FileNames,
  next: Nullable(Type.String()),
  total: Type.Integer({ minimum: 0 }),
});
export type NamesPage = Static<typeof NamesPage>;

/** One line of `GET /api/folder`. Sizes in bytes as stored; times ISO 8601 UTC. */
export const FolderEntry = Type.Object({
  name: Type.String(),
  kind: Type.Union((["directory", "array", "schunk", "container", "file"] as const).map((kind) => Type.Literal(kind))),
  size: Nullable(Type.Integer({ minimum: 0 })),
  mtime: Type.String(),
  problem: Type.Optional(Type.String({ description: "Why it cannot be opened." })),
  text: Type.Optional(
    Type.String({
      description: "What it says: a text inside a container that is no array, its end cut if it is long.",
    }),
  ),
});

export const Folder = Type.Object({ entries: Type.Array(FolderEntry) });

const JUPYTER_FACTS = {
  name: Type.String(),
  path: Type.String(),
  type: Type.Union([Type.Literal("directory"), Type.Literal("file"), Type.Literal("notebook")]),
  mimetype: Nullable(Type.String()),
  size: Nullable(Type.Integer({ minimum: 0 })),
  created: Type.String(),
  last_modified: Type.String(),
  writable: Type.Boolean(),
  hash: Type.Null(),
  hash_algorithm: Type.Null(),
};

/** A directory as the contents API of Jupyter describes it. */
export const JupyterDirectory = Type.Object({
  ...JUPYTER_FACTS,
  format: Type.Literal("json"),
  content: Type.Array(Type.Object({ ...JUPYTER_FACTS, format: Type.Null(), content: Type.Null() })),
});

/** Compression parameters with the numeric ids of Blosc2. */
export const CompressionParameters = Type.Object({
  codec: Type.Integer(),
  codec_meta: Type.Integer(),
  clevel: Type.Integer(),
  filters: Type.Array(Type.Integer()),
  filters_meta: Type.Array(Type.Integer()),
  typesize: Type.Integer(),
  blocksize: Type.Integer(),
  nthreads: Type.Integer(),
  splitmode: Type.Integer(),
  tuner: Type.Integer(),
  use_dict: Type.Union([Type.Boolean(), Type.Integer()]),
  "filters, meta": Type.Array(Type.Array(Type.Integer())),
});
export type CompressionParameters = Static<typeof CompressionParameters>;

/** A super-chunk: `.b2frame` and compressed files; `mtime` is null inside an array. Sizes in bytes. */
export const SchunkInfo = Type.Object({
  cbytes: Type.Integer(),
  chunkshape: Type.Integer(),
  chunksize: Type.Integer(),
  contiguous: Type.Boolean(),
  cparams: CompressionParameters,
  cratio: Type.Number(),
  nbytes: Type.Integer(),
  urlpath: Nullable(Type.String()),
  vlmeta: Type.Record(Type.String(), Type.Unknown()),
  nchunks: Type.Integer(),
  mtime: Nullable(Type.String()),
});
export type SchunkInfo = Static<typeof SchunkInfo>;

const Extents = Type.Array(Type.Integer({ minimum: 0 }));

/** Attributes of what is inside a container file, by name. */
const Attributes = Type.Optional(Type.Record(Type.String(), Type.Unknown()));

/** What a dimension is called, in which units, and where its values are: a path inside the container. */
const Dimension = Type.Object({
  label: Type.String(),
  units: Nullable(Type.String()),
  path: Nullable(Type.String()),
});

/** An array (`.b2nd`). `dtype` is NumPy's text; `accept_ranges` is `"bytes"` for a stored frame. */
export const ArrayInfo = Type.Object({
  shape: Extents,
  chunks: Extents,
  blocks: Extents,
  dtype: Type.String(),
  schunk: SchunkInfo,
  mtime: Nullable(Type.String()),
  accept_ranges: Nullable(Type.Union([Type.Literal("bytes"), Type.Literal("none")])),
  attrs: Attributes,
  dims: Type.Optional(Type.Array(Nullable(Dimension), { description: "One entry a dimension, if any is named." })),
  hdf5_filters: Type.Optional(
    Type.Array(Type.String(), { description: "What compresses a dataset of an HDF5 file, as it was applied." }),
  ),
});
export type ArrayInfo = Static<typeof ArrayInfo>;

/** A directory, or what is looked into like one; `size` in bytes as stored. */
export const GroupInfo = Type.Object({
  kind: Type.Literal("group"),
  mtime: Nullable(Type.String()),
  size: Nullable(Type.Integer()),
  nfiles: Type.Integer(),
  attrs: Attributes,
  plot: Type.Optional(
    Type.Object(
      { signal: Dimension, axes: Type.Array(Nullable(Dimension)), title: Nullable(Type.String()) },
      { description: "What a NeXus group wants to be shown first." },
    ),
  ),
});
export type GroupInfo = Static<typeof GroupInfo>;

/** A file that is served as it is, of which nothing more is known. */
export const FileInfo = Type.Object({ mtime: Nullable(Type.String()), size: Type.Integer() });
export type FileInfo = Static<typeof FileInfo>;

/** A file whose content is not what its name says. */
export const UnreadableInfo = Type.Object({ error: Type.String(), mtime: Nullable(Type.String()) });
export type UnreadableInfo = Static<typeof UnreadableInfo>;

export const Info = Type.Union([ArrayInfo, SchunkInfo, GroupInfo, FileInfo, UnreadableInfo]);
export type Info = Static<typeof Info>;

/** Parameters of a fetch, as query or as JSON body. */
export const FetchParameters = Type.Object(
  {
    slice_: Type.Optional(
      Nullable(Type.String({ description: "Comma-separated integers and start:stop[:step]; empty is the whole." })),
    ),
    indices: Type.Optional(
      Nullable(
        Type.String({
          description: "JSON list, one entry a dimension: a list of integers, an integer, a slice, null.",
        }),
      ),
    ),
    field: Type.Optional(Nullable(Type.String({ description: "Name of a field of a structured array." }))),
    filter: Type.Optional(Nullable(Type.String({ description: "Boolean expression over the fields." }))),
    sort: Type.Optional(
      Nullable(
        Type.String({
          description:
            "Fields to sort rows by, separated by commas, the first counts most; ties keep their order, NaN is last.",
        }),
      ),
    ),
    order: Type.Optional(
      Nullable(
        Type.String({
          pattern: "^(asc|desc)(\\s*,\\s*(asc|desc))*$",
          description: "asc or desc for each field of sort, separated by commas; one counts for all of them.",
        }),
      ),
    ),
    rows: Type.Optional(
      Nullable(Type.String({ description: "Name of a field to add to filtered or sorted rows: their numbers." })),
    ),
    total: Type.Optional(
      Nullable(Type.Boolean({ description: "Count all rows that the filter finds: the header X-Total-Rows." })),
    ),
  },
  { additionalProperties: false },
);
export type FetchParameters = Static<typeof FetchParameters>;

/** Body of `POST /api/move` and `/api/copy`. */
export const Relocation = Type.Object(
  {
    src: Type.String({ description: "What is moved or copied." }),
    dst: Type.String({ description: "Its new path; a directory, or a name without extension, is what holds it." }),
  },
  { additionalProperties: false },
);
export type Relocation = Static<typeof Relocation>;

/** Body of the calls that make lazy arrays; existing clients send all seven, `dtype` and `shape` for functions alone. */
export const LazyArrayBody = Type.Object({
  name: Nullable(Type.String({ description: "Of the array in @personal, without suffix; of a function." })),
  expression: Nullable(Type.String({ description: "Over the operands' names." })),
  func: Nullable(
    Type.String({ description: "Source of a function f(inputs, output, offset) in the NumPy part of Python." }),
  ),
  operands: Type.Record(Type.String(), Type.String(), { description: "Paths by name." }),
  dtype: Nullable(Type.String({ description: "Of the result of a function." })),
  shape: Nullable(Type.Array(Type.Integer({ minimum: 0 }), { description: "The same; null: that of the operands." })),
  compute: Nullable(Type.Boolean({ description: "Store the values, not the expression." })),
});
export type LazyArrayBody = Static<typeof LazyArrayBody>;

/**
 * What an expression would be. `nbytes` of all values; `cost`: about how many items are read and computed for them;
 * `computed`: its values are stored whether that is asked for or not, as those of linear algebra are.
 */
export const ExpressionPreview = Type.Object({
  shape: Extents,
  dtype: Type.String(),
  nbytes: Type.Integer({ minimum: 0 }),
  cost: Type.Number({ minimum: 0 }),
  computed: Type.Boolean(),
});

/** Every error. `code` is stable, `detail` is for people. */
export const ErrorBody = Type.Object({
  detail: Type.String(),
  code: Type.String(),
  place: Type.Optional(
    Type.Object(
      { start: Type.Integer({ minimum: 0 }), end: Type.Integer({ minimum: 0 }), reason: Type.String() },
      { description: "Which characters of an expression or filter are wrong, from start up to end, and why." },
    ),
  ),
});
export type ErrorBody = Static<typeof ErrorBody>;

/**
 * A line of the answer to a call that computes and was asked for `application/x-ndjson`: how far it is (`total` is null
 * where nobody knows), and as the last one the path of the result, or the error.
 */
export const ProgressLine = Type.Union([
  Type.Object({ done: Type.Number({ minimum: 0 }), total: Nullable(Type.Number({ minimum: 0 })) }),
  Type.Object({ path: Type.String() }),
  ErrorBody,
]);
export type ProgressLine = Static<typeof ProgressLine>;

/** A multipart form with one file. */
export const FileForm = Type.Object({ file: Type.String({ format: "binary" }) });

/** Form of `POST /api/load_from_url`. */
export const LoadFromUrl = Type.Object({ remote_url: Type.String({ description: "http: or https: URL of a file." }) });

/** The path that came of a write. */
export const WrittenPath = Type.String({ description: "@root/dir/name" });

/** `POST /api/append`: the new shape. */
export const Shape = Type.Array(Type.Integer({ minimum: 0 }));

/** `POST /api/chunk`: how far the array is filled. */
export const FillProgress = Type.Object({
  nchunk: Type.Integer(),
  written: Type.Integer({ description: "Chunks that hold something." }),
  nchunks: Type.Integer(),
  state: Type.Union((["filling", "complete", "publishing", "published"] as const).map((state) => Type.Literal(state))),
});
export type FillProgress = Static<typeof FillProgress>;

/** `POST /api/publish` */
export const Published = Type.Object({ published: Type.String({ description: "URL of the copy." }) });

/** One thing wrong with a query or body; it never repeats what was sent. */
export const ValidationDetail = Type.Object({
  type: Type.String(),
  loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
  msg: Type.String(),
});
export type ValidationDetail = Static<typeof ValidationDetail>;

/** A 422. */
export const ValidationErrorBody = Type.Object({ detail: Type.Array(ValidationDetail), code: Type.String() });
export type ValidationErrorBody = Static<typeof ValidationErrorBody>;
