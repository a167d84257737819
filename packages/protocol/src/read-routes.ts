import { Type } from "typebox";
import { SessionBody } from "./account-payloads.ts";
import { EVENT_STREAM, OCTET_STREAM, ZIP_TYPE } from "./media-types.ts";
import { API_PATHS } from "./paths.ts";
import {
  FetchParameters,
  FileNames,
  Folder,
  Info,
  JupyterDirectory,
  NamesPage,
  NamesParameters,
  Roots,
} from "./payloads.ts";

import { type Answer, bytes, ChunkQuery, json, type RouteContract } from "./route-contract.ts";

/** What any call about a path may answer. */
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
const RANGE_ERRORS = ["range.invalid", "range.not_satisfiable", "precondition.failed"] as const;
const UNCHANGED: Answer = { status: 304, description: "The validators of the request still hold." };

const FRAME = "A contiguous Blosc2 frame: the stored one as it is, or one built for the request.";

const PreviewQuery = Type.Object({
  width: Type.Optional(Type.Integer({ minimum: 1, maximum: 8192, description: "Widest image in pixels." })),
});

/** Calls that read. */
export const READ_ROUTES = {
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
} as const satisfies Record<string, RouteContract>;
