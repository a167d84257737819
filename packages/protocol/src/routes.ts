import type { ErrorCode } from "@caterva2/ndarray";
import { type TSchema, Type } from "typebox";
import { SessionBody } from "./account-payloads.ts";
import {
  EVENT_STREAM,
  FILE_FORM_TYPE,
  FORM_TYPE,
  HTML_TYPE,
  JSON_TYPE,
  OCTET_STREAM,
  ZIP_TYPE,
} from "./media-types.ts";
import { API_PATHS } from "./paths.ts";
import {
  ExpressionPreview,
  FetchParameters,
  FileForm,
  FileNames,
  FillProgress,
  Folder,
  Info,
  JupyterDirectory,
  LazyArrayBody,
  LoadFromUrl,
  NamesPage,
  NamesParameters,
  Published,
  Relocation,
  Roots,
  Shape,
  WrittenPath,
} from "./payloads.ts";

/** One way a call can succeed. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 206 | 304;
  readonly description: string;
  /** None where there is no body. */
  readonly mediaType?: string;
  /** Of JSON bodies. */
  readonly schema?: TSchema;
}

export interface RouteContract {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{path}` where the path of a dataset goes; other names in braces stand for one part of the path. */
  readonly path: string;
  readonly summary: string;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Of the body; JSON if nothing else is said. */
  readonly bodyType?: string;
  readonly answers: readonly Answer[];
  /** Beside `internal.unexpected` and `server.busy`, which any call may answer. */
  readonly errors: readonly ErrorCode[];
}

const PATH_ERRORS = ["path.invalid", "path.not_found", "root.unknown", "root.forbidden"] as const;
const FRAME_ERRORS = [
  ...PATH_ERRORS,
  "dataset.wrong_kind",
  "blosc2.malformed",
  "blosc2.corrupt",
  "blosc2.unsupported",
  "source.changed",
] as const;
const FETCH_ERRORS = [
  ...FRAME_ERRORS,
  "slice.invalid",
  "expression.invalid",
  "expression.too_large",
  "index.out_of_range",
  "field.unknown",
  "limit.exceeded",
  "request.unprocessable",
] as const;
const WRITE_ERRORS = [
  "request.unauthenticated",
  "path.invalid",
  "root.unknown",
  "root.forbidden",
  "quota.exceeded",
  "storage.full",
  "storage.read_only",
] as const;
const RANGE_ERRORS = ["range.invalid", "range.not_satisfiable", "precondition.failed"] as const;

export const json = (description: string, schema: TSchema, status: Answer["status"] = 200): Answer => ({
  status,
  description,
  mediaType: JSON_TYPE,
  schema,
});
const bytes = (description: string): Answer => ({ status: 200, description, mediaType: OCTET_STREAM });
const written = (description: string): Answer => json(description, WrittenPath);
const EDIT_ERRORS = [
  ...WRITE_ERRORS,
  "path.not_found",
  "dataset.wrong_kind",
  "blosc2.malformed",
  "blosc2.corrupt",
  "blosc2.unsupported",
  "limit.exceeded",
  "request.too_large",
  "source.changed",
] as const;
const RELOCATION_ERRORS = [
  ...WRITE_ERRORS,
  "path.not_found",
  "path.taken",
  "dataset.wrong_kind",
  "request.invalid",
  "request.unprocessable",
] as const;
const UNCHANGED: Answer = { status: 304, description: "The validators of the request still hold." };

const FRAME = "A contiguous Blosc2 frame: the stored one as it is, or one built for the request.";

/** Chunk number as the query spells it. */
const ChunkQuery = Type.Object({ nchunk: Type.Integer({ description: "Number of the chunk, from 0." }) });

const PreviewQuery = Type.Object({
  width: Type.Optional(Type.Integer({ minimum: 1, maximum: 8192, description: "Widest image in pixels." })),
});

const EXPRESSION_ERRORS = [
  "expression.invalid",
  "expression.too_large",
  "dataset.wrong_kind",
  "request.invalid",
  "request.unprocessable",
] as const;

/** Every call. GET routes answer HEAD too. */
export const ROUTES = {
  roots: {
    method: "GET",
    path: API_PATHS.roots,
    summary: "The roots that the caller may read.",
    answers: [json("The roots by name.", Roots)],
    errors: [],
  },
  session: {
    method: "GET",
    path: API_PATHS.session,
    summary: "Whether one can sign in here, and who is signed in.",
    answers: [json("The session.", SessionBody)],
    errors: [],
  },
  list: {
    method: "GET",
    path: API_PATHS.list,
    summary: "The names of all files below a directory, sorted. With a query: a page of them.",
    query: NamesParameters,
    answers: [json("Names relative to the path; a file lists as its own name.", Type.Union([FileNames, NamesPage]))],
    errors: [...PATH_ERRORS, "limit.exceeded", "request.unprocessable"],
  },
  folder: {
    method: "GET",
    path: API_PATHS.folder,
    summary: "One level of a directory, directories first.",
    answers: [json("The entries.", Folder)],
    errors: PATH_ERRORS,
  },
  info: {
    method: "GET",
    path: API_PATHS.info,
    summary: "What a path is: shape, dtype, chunks and compression of an array, size and time of others.",
    answers: [json("The description; its form depends on what the path is.", Info), UNCHANGED],
    errors: [...PATH_ERRORS, "precondition.failed"],
  },
  fetch: {
    method: "GET",
    path: API_PATHS.fetch,
    summary: "An array or a part of it as a Blosc2 frame. The whole of a stored frame answers byte ranges.",
    query: FetchParameters,
    answers: [
      bytes(FRAME),
      { status: 206, description: "The spans asked for, of a stored frame.", mediaType: OCTET_STREAM },
      UNCHANGED,
    ],
    errors: [...FETCH_ERRORS, ...RANGE_ERRORS],
  },
  fetchPost: {
    method: "POST",
    path: API_PATHS.fetch,
    summary: "The same as GET, with parameters too long for a URL. The type of the body is not looked at.",
    body: FetchParameters,
    answers: [bytes(FRAME)],
    errors: [...FETCH_ERRORS, "request.too_large"],
  },
  chunk: {
    method: "GET",
    path: API_PATHS.chunk,
    summary: "One compressed chunk as it is stored.",
    query: ChunkQuery,
    answers: [bytes("A Blosc2 chunk.")],
    errors: [...FRAME_ERRORS, "chunk.out_of_range", "request.unprocessable"],
  },
  download: {
    method: "GET",
    path: API_PATHS.download,
    summary: "A file, decompressed; exactly `Accept-Encoding: blosc2` asks for the frame of a compressed one.",
    answers: [bytes("The content of the file.")],
    errors: [...PATH_ERRORS, "blosc2.malformed", "blosc2.corrupt", "source.changed", "range.not_satisfiable"],
  },
  archive: {
    method: "GET",
    path: API_PATHS.archive,
    summary:
      "A whole directory as a ZIP file, made while it is sent; its files as download has them. In names, characters that other systems do not allow are percent-encoded.",
    answers: [{ status: 200, description: "The archive.", mediaType: ZIP_TYPE }],
    errors: [...PATH_ERRORS, "dataset.wrong_kind", "limit.exceeded"],
  },
  jupyterContents: {
    method: "GET",
    path: API_PATHS.jupyterContents,
    summary: "A directory in the form of Jupyter's contents API. The path ends in `all.json`; that alone is the roots.",
    answers: [json("The directory and what is in it.", JupyterDirectory)],
    errors: PATH_ERRORS,
  },
  jupyterFile: {
    method: "GET",
    path: API_PATHS.jupyterFile,
    summary:
      "A file for JupyterLite. A notebook gets two cells in front that install and import blosc2 and caterva2 where it runs in Pyodide.",
    answers: [bytes("The content of the file.")],
    errors: [
      ...PATH_ERRORS,
      "dataset.wrong_kind",
      "blosc2.malformed",
      "blosc2.corrupt",
      "source.changed",
      "limit.exceeded",
    ],
  },
  preview: {
    method: "GET",
    path: API_PATHS.preview,
    summary: "The content of a file for a browser: wide images made smaller, notebooks as HTML, others as they are.",
    query: PreviewQuery,
    answers: [{ status: 200, description: "The content, an image or a page.", mediaType: "*/*" }],
    errors: [...PATH_ERRORS, "blosc2.malformed", "blosc2.corrupt", "limit.exceeded", "request.unprocessable"],
  },
  events: {
    method: "GET",
    path: API_PATHS.events,
    summary:
      "What changes at or below a path, as server-sent events: `open` (whether all changes are seen), `changed`, `removed`.",
    answers: [{ status: 200, description: "A stream that lasts some minutes; connect anew.", mediaType: EVENT_STREAM }],
    errors: PATH_ERRORS,
  },
  upload: {
    method: "POST",
    path: API_PATHS.upload,
    summary:
      "Stores a file, replacing one; in a directory under its own name. What is no dataset by its name is stored compressed.",
    body: FileForm,
    bodyType: FILE_FORM_TYPE,
    answers: [written("Where it is.")],
    errors: [...WRITE_ERRORS, "path.taken", "request.invalid", "request.timeout", "request.unprocessable"],
  },
  loadFromUrl: {
    method: "POST",
    path: API_PATHS.loadFromUrl,
    summary: "Stores a file that the server gets from the web, as upload does. Private addresses are not asked.",
    body: LoadFromUrl,
    bodyType: FORM_TYPE,
    answers: [written("Where it is.")],
    errors: [
      ...WRITE_ERRORS,
      "path.taken",
      "request.invalid",
      "request.unprocessable",
      "remote.refused",
      "remote.unreachable",
    ],
  },
  append: {
    method: "POST",
    path: API_PATHS.append,
    summary: "Adds the rows of an array, sent as a b2nd cframe, to a stored one. Another dtype is cast.",
    body: FileForm,
    bodyType: FILE_FORM_TYPE,
    answers: [json("The new shape.", Shape)],
    errors: [...EDIT_ERRORS, "request.invalid", "request.timeout", "request.unprocessable", "dtype.invalid"],
  },
  fillChunk: {
    method: "POST",
    path: API_PATHS.chunk,
    summary: "Writes one compressed chunk into a slot that was never written (zeros count as written).",
    query: ChunkQuery,
    body: Type.String({ format: "binary" }),
    bodyType: OCTET_STREAM,
    answers: [json("How far the array is filled.", FillProgress)],
    errors: [
      ...EDIT_ERRORS,
      "chunk.out_of_range",
      "chunk.taken",
      "chunk.mismatch",
      "request.timeout",
      "request.unprocessable",
    ],
  },
  publish: {
    method: "POST",
    path: API_PATHS.publish,
    summary: "Copies an array whose chunks are all written to where this server publishes.",
    answers: [json("Where it is.", Published)],
    errors: [...EDIT_ERRORS, "request.invalid"],
  },
  move: {
    method: "POST",
    path: API_PATHS.move,
    summary: "Moves a file or a whole directory. A file at the new path is replaced.",
    body: Relocation,
    answers: [written("Where it is now.")],
    errors: RELOCATION_ERRORS,
  },
  copy: {
    method: "POST",
    path: API_PATHS.copy,
    summary: "Copies a file or a whole directory. A file at the new path is replaced.",
    body: Relocation,
    answers: [written("Where the copy is.")],
    errors: RELOCATION_ERRORS,
  },
  remove: {
    method: "POST",
    path: API_PATHS.remove,
    summary: "Removes a file or a whole directory.",
    answers: [written("What was removed.")],
    errors: [...WRITE_ERRORS, "path.not_found"],
  },
  makedir: {
    method: "POST",
    path: API_PATHS.makedir,
    summary: "Makes a directory, and those on the way; one that is there stays.",
    answers: [written("The directory.")],
    errors: [...WRITE_ERRORS, "path.taken"],
  },
  unfold: {
    method: "POST",
    path: API_PATHS.unfold,
    summary: "Makes a directory of arrays that read from an HDF5 file, one for each dataset in it.",
    answers: [written("The name of the directory, which is beside the file.")],
    errors: [...WRITE_ERRORS, "path.not_found", "path.taken", "request.invalid", "limit.exceeded"],
  },
  addnotebook: {
    method: "POST",
    path: API_PATHS.addnotebook,
    summary: "Makes an empty notebook.",
    answers: [written("The notebook.")],
    errors: [...WRITE_ERRORS, "path.taken", "request.invalid"],
  },
  lazyexpr: {
    method: "POST",
    path: API_PATHS.lazyexpr,
    summary: "Stores an expression over arrays as a lazy array in @personal, or its values.",
    body: LazyArrayBody,
    answers: [written("The array.")],
    errors: [...WRITE_ERRORS, ...EXPRESSION_ERRORS],
  },
  uploadLazyarr: {
    method: "POST",
    path: API_PATHS.uploadLazyarr,
    summary: "The same at any path that ends in .b2nd.",
    body: LazyArrayBody,
    answers: [written("The array.")],
    errors: [...WRITE_ERRORS, ...EXPRESSION_ERRORS],
  },
  previewExpression: {
    method: "POST",
    path: API_PATHS.previewExpression,
    summary: "What an expression would be: shape, dtype, size. Nothing is stored or computed.",
    body: LazyArrayBody,
    answers: [json("The description.", ExpressionPreview)],
    errors: ["request.unauthenticated", ...EXPRESSION_ERRORS],
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    summary: "This interface as an OpenAPI 3.1 document.",
    answers: [json("The document.", Type.Object({}))],
    errors: [],
  },
  docs: {
    method: "GET",
    path: "/docs",
    summary: "This interface as a page for people.",
    answers: [{ status: 200, description: "The page.", mediaType: HTML_TYPE }],
    errors: [],
  },
  health: {
    method: "GET",
    path: "/healthz",
    summary: "Whether the server answers, for load balancers.",
    answers: [json("It does.", Type.Object({ status: Type.Literal("ok") }))],
    errors: [],
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    summary: "Counters for Prometheus: for this machine and for superusers.",
    answers: [{ status: 200, description: "The exposition format, version 0.0.4.", mediaType: "text/plain" }],
    errors: ["request.unauthenticated"],
  },
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof ROUTES;

/** A call that needs somebody signed in. `{path}` stands for the rest of the path. */
export interface SignedInRoute {
  readonly method: "POST" | "DELETE";
  readonly path: string;
}

/** Calls of existing servers that write and that this one does not have: strangers are told 401, as by all others. */
export const MISSING_WRITE_ROUTES: readonly SignedInRoute[] = [{ method: "DELETE", path: "/htmx/delete/{path}" }];
