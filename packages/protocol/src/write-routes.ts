import { Type } from "typebox";

import { FILE_FORM_TYPE, FORM_TYPE, JSON_LINES, OCTET_STREAM } from "./media-types.ts";
import { API_PATHS } from "./paths.ts";
import {
  ExpressionPreview,
  FileForm,
  FillProgress,
  LazyArrayBody,
  LoadFromUrl,
  ProgressLine,
  Published,
  Relocation,
  Shape,
  WrittenPath,
} from "./payloads.ts";

import { type Answer, ChunkQuery, json, type RouteContract } from "./route-contract.ts";

const WRITE_ERRORS = [
  "request.unauthenticated",
  "path.invalid",
  "root.unknown",
  "root.forbidden",
  "quota.exceeded",
  "storage.full",
  "storage.read_only",
] as const;
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
const EXPRESSION_ERRORS = [
  "request.cancelled",
  "source.changed",
  "expression.invalid",
  "expression.too_large",
  "dataset.wrong_kind",
  "request.invalid",
  "request.unprocessable",
] as const;

const written = (description: string): Answer => json(description, WrittenPath);

/** Of calls that may work for long; they end when their client leaves. */
const followed = (description: string): readonly Answer[] => [
  written(description),
  {
    status: 200,
    description: "With `Accept: application/x-ndjson`, of what takes a while: how far it is, then the path.",
    mediaType: JSON_LINES,
    schema: ProgressLine,
  },
];

/** Calls that write, and what an expression would be. */
export const WRITE_ROUTES = {
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
    answers: followed("The name of the directory, which is beside the file."),
    errors: [...WRITE_ERRORS, "request.cancelled", "path.not_found", "path.taken", "request.invalid", "limit.exceeded"],
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
    answers: followed("The array."),
    errors: [...WRITE_ERRORS, ...EXPRESSION_ERRORS],
  },
  uploadLazyarr: {
    method: "POST",
    path: API_PATHS.uploadLazyarr,
    summary: "The same at any path that ends in .b2nd.",
    body: LazyArrayBody,
    answers: followed("The array."),
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
} as const satisfies Record<string, RouteContract>;
