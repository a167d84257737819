import { CatervaError } from "@caterva2/ndarray";
import { type ApiPathName, apiUrl, FORM_TYPE, JSON_LINES, JSON_TYPE, OCTET_STREAM } from "@caterva2/protocol";
import { type CallOptions, type Connection, isRecord, readJson, send } from "./http.ts";
import { type OnProgress, pathOfLines, tellsProgress } from "./progress.ts";
import { type FileContent, uploadBody } from "./upload-body.ts";

export interface UploadOptions extends CallOptions {
  /**
   * Told the bytes of the file that were handed to the network so far. For this, and for content in pieces, the
   * platform must send bodies as streams: Node, Deno and Bun do, browsers over HTTP/2.
   */
  readonly onProgress?: (sent: number) => void;
  /** What the file is called, for a path that is a directory. */
  readonly name?: string;
}

export interface StoreOptions extends CallOptions {
  /** Told how far the values are; not called for what takes no time. */
  readonly onProgress?: OnProgress;
}

/** An expression over arrays, or the source of a function of them. */
export type LazyWish = {
  /** Paths by name. */
  readonly operands: Readonly<Record<string, string>>;
  /** Store the values instead. */
  readonly compute?: boolean;
} & (
  | { readonly expression: string }
  | { readonly func: string; readonly name: string; readonly dtype: string; readonly shape: readonly number[] }
);

/** What an expression would be; `nbytes` of all its values. */
export interface ExpressionPreview {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly nbytes: number;
  /** About how many items are read and computed for all values. */
  readonly cost: number;
  /** The values are stored whether that is asked for or not, as those of linear algebra are. */
  readonly computed: boolean;
}

/** How far an array is filled with chunks. */
export interface FillProgress {
  readonly nchunk: number;
  readonly written: number;
  readonly nchunks: number;
  readonly state: "filling" | "complete" | "publishing" | "published";
}

/**
 * Port: what changes a repository. Paths are `@root/dir/name`; most calls answer the path that came of it. Common
 * errors: request.unauthenticated, root.forbidden, root.unknown, path.invalid, quota.exceeded, storage.full,
 * storage.read_only, request.cancelled. A call that fails has changed nothing.
 */
export interface Writes {
  /** Stores a file, replacing one; a path that is a directory, or ends in a slash, holds it. @throws path.taken */
  upload(path: string, content: FileContent, options?: UploadOptions): Promise<string>;
  /** Stores a file that the server gets from the web. @throws remote.refused, remote.unreachable */
  loadFromUrl(path: string, url: string, call?: CallOptions): Promise<string>;
  /** Adds the rows of a b2nd frame to an array; answers its new shape. @throws request.invalid, dataset.wrong_kind */
  append(path: string, frame: FileContent, options?: UploadOptions): Promise<readonly number[]>;
  /** Writes a compressed chunk into a slot that was never written. @throws chunk.taken, chunk.mismatch */
  fillChunk(path: string, nchunk: number, chunk: Uint8Array, call?: CallOptions): Promise<FillProgress>;
  /** Copies a complete array to where the server publishes; answers its URL. @throws request.invalid */
  publish(path: string, call?: CallOptions): Promise<string>;
  /** A `to` that is a directory, or has no extension, holds what is moved. @throws path.taken, path.not_found */
  move(from: string, to: string, call?: CallOptions): Promise<string>;
  copy(from: string, to: string, call?: CallOptions): Promise<string>;
  /** Removes a file or a whole directory. @throws path.not_found */
  remove(path: string, call?: CallOptions): Promise<string>;
  /** Makes a directory, and those on the way. */
  makeDirectory(path: string, call?: CallOptions): Promise<string>;
  /** Makes an empty notebook. @throws path.taken */
  addNotebook(path: string, call?: CallOptions): Promise<string>;
  /**
   * Stores a lazy array, or its values, at a path that ends in .b2nd. Aborted while the values are computed it stops the
   * server's work, and nothing is stored. @throws expression.invalid, expression.too_large, source.changed
   */
  storeLazy(path: string, wish: LazyWish, options?: StoreOptions): Promise<string>;
  /**
   * Makes a directory of arrays beside an HDF5 file, one for each dataset in it; answers its path. `onProgress` is told
   * how many files there are so far. Aborted it stops the server's work. @throws request.invalid
   */
  unfold(path: string, options?: StoreOptions): Promise<string>;
  /** What an expression would be; nothing is stored. @throws as `storeLazy` */
  previewExpression(wish: LazyWish, call?: CallOptions): Promise<ExpressionPreview>;
}

/** Longest JSON that is read; all of these answers are short. */
const JSON_BYTES = 1024 * 1024;

/** The calls that write, with the identity of a client: `createWrites(createClient(...))`. */
export function createWrites({ connection: { fetch, baseUrl } }: { readonly connection: Connection }): Writes {
  type Body = { readonly body: BodyInit; readonly headers: Readonly<Record<string, string>> };
  async function post(url: string, body: Body | undefined, { signal }: CallOptions): Promise<unknown> {
    return readJson(await send(fetch, baseUrl + url, { method: "POST", ...body }, { signal }), JSON_BYTES, signal);
  }
  /** A call that tells how far it is to whoever wants to know. */
  async function followed(url: string, body: Body | undefined, options: StoreOptions = {}): Promise<string> {
    const { signal, onProgress } = options;
    const accept = onProgress && { accept: `${JSON_LINES}, ${JSON_TYPE}` };
    const init = { method: "POST", ...body, headers: { ...body?.headers, ...accept } };
    const response = await send(fetch, baseUrl + url, init, { signal });
    if (onProgress && response.ok && tellsProgress(response)) return pathOfLines(response, onProgress, signal);
    return textOf(await readJson(response, JSON_BYTES, signal));
  }
  const path = async (url: string, body: Body | undefined, call: CallOptions = {}) =>
    textOf(await post(url, body, call));
  const file = (name: ApiPathName, where: string, content: FileContent, options: UploadOptions) =>
    post(apiUrl(name, where), uploadBody(content, options.name ?? "file", options.onProgress), options);

  return {
    upload: async (where, content, options = {}) => textOf(await file("upload", where, content, options)),
    loadFromUrl: (where, url, call) =>
      path(apiUrl("loadFromUrl", where), sent(FORM_TYPE, new URLSearchParams({ remote_url: url }).toString()), call),
    append: async (where, frame, options = {}) => extentsOf(await file("append", where, frame, options)),
    async fillChunk(where, nchunk, chunk, call = {}) {
      // A view of shared memory is no body.
      const body = sent(OCTET_STREAM, chunk.slice());
      return progressOf(await post(apiUrl("chunk", where, { nchunk }), body, call));
    },
    async publish(where, call = {}) {
      const answer = await post(apiUrl("publish", where), undefined, call);
      return textOf(isRecord(answer) ? answer.published : undefined);
    },
    move: (src, dst, call) => path(apiUrl("move"), json({ src, dst }), call),
    copy: (src, dst, call) => path(apiUrl("copy"), json({ src, dst }), call),
    remove: (where, call) => path(apiUrl("remove", where), undefined, call),
    makeDirectory: (where, call) => path(apiUrl("makedir", where), undefined, call),
    addNotebook: (where, call) => path(apiUrl("addnotebook", where), undefined, call),
    storeLazy: (where, wish, options) => followed(apiUrl("uploadLazyarr", where), json(lazyBody(wish)), options),
    async unfold(where, options) {
      const name = await followed(apiUrl("unfold", where), undefined, options);
      return where.slice(0, where.lastIndexOf("/") + 1) + name;
    },
    async previewExpression(wish, call = {}) {
      return previewOf(await post(apiUrl("previewExpression"), json(lazyBody(wish)), call));
    },
  };
}

function sent(type: string, body: BodyInit) {
  return { body, headers: { "content-type": type } };
}

function json(value: unknown) {
  return sent(JSON_TYPE, JSON.stringify(value));
}

/** All seven keys, as servers of other makes want them. */
function lazyBody(wish: LazyWish) {
  const { operands, compute = false } = wish;
  const nothing = { name: null, expression: null, func: null, dtype: null, shape: null };
  if ("expression" in wish) return { ...nothing, expression: wish.expression, operands, compute };
  const { name, func, dtype, shape } = wish;
  return { ...nothing, name, func, dtype, shape, operands, compute };
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw unexpected();
  return value;
}

function countOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw unexpected();
  return value;
}

function extentsOf(value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw unexpected();
  return value.map(countOf);
}

const STATES: readonly FillProgress["state"][] = ["filling", "complete", "publishing", "published"];

function progressOf(value: unknown): FillProgress {
  if (!isRecord(value)) throw unexpected();
  const state = STATES.find((known) => known === value.state);
  if (state === undefined) throw unexpected();
  return { nchunk: countOf(value.nchunk), written: countOf(value.written), nchunks: countOf(value.nchunks), state };
}

function previewOf(value: unknown): ExpressionPreview {
  if (!isRecord(value)) throw unexpected();
  const { shape, dtype, nbytes, cost, computed } = value;
  return {
    shape: extentsOf(shape),
    dtype: textOf(dtype),
    nbytes: countOf(nbytes),
    cost: Number(cost),
    computed: computed === true,
  };
}

function unexpected(): CatervaError {
  return new CatervaError("request.invalid", "The server's answer to a write is not of the documented form.");
}
