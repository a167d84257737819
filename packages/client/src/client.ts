import type { ChunkCodec } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";
import { type ApiPathName, apiUrl } from "@caterva2/protocol";
import { type Account, createAccount } from "./account.ts";
import { withCredentials } from "./credentials.ts";
import { type FoundRows, fetchRows, type RowQuery, rowParameters } from "./found-rows.ts";
import { frameOpener } from "./frames.ts";
import { type CallOptions, type Connection, type Fetch, isRecord, readBody, readJson, request } from "./http.ts";
import { type DatasetInfo, parseInfo } from "./info.ts";
import { type FolderEntry, parseFolder, parseNames } from "./listing.ts";
import { createPageCache } from "./page-cache.ts";
import { createRemoteArray, type RemoteArray } from "./remote-array.ts";

export interface ClientOptions {
  /** Where the server is: `https://host:8000`; empty for the page's own. */
  readonly baseUrl: string;
  readonly fetch?: Fetch;
  /** An API token (`c2_...`), shown with every request. Without one, `account.signIn` begins a session. */
  readonly token?: string;
  /** Decodes chunks; by default one of the blosc2 package, made on first use. */
  readonly codec?: ChunkCodec | Promise<ChunkCodec>;
  /** Compressed bytes of arrays that are kept. */
  readonly cacheBytes?: number;
}

export interface TextOptions extends CallOptions {
  /** @throws limit.exceeded beyond it; 4 MiB by default. */
  readonly maxBytes?: number;
}

/** Port: a Caterva2 server. Paths are `@root/dir/name`. Errors carry the server's code and words. */
export interface Client {
  /** For {@link createWrites} and {@link createAdministration}, which share the signs of identity. */
  readonly connection: Connection;
  /** Signing in and out, and what belongs to it. */
  readonly account: Account;
  /** Names of the roots that may be read. */
  roots(options?: CallOptions): Promise<string[]>;
  /** Names of all files below a path, relative to it. */
  list(path: string, options?: CallOptions): Promise<string[]>;
  /** One level of a folder, folders first. */
  folder(path: string, options?: CallOptions): Promise<{ entries: FolderEntry[] }>;
  info(path: string, options?: CallOptions): Promise<DatasetInfo>;
  /** Opens an array; its data are fetched by reads. @throws dataset.wrong_kind for anything else */
  openArray(path: string, options?: CallOptions): Promise<RemoteArray>;
  /** Rows of a structured array that a filter finds, in the order of some fields. @throws expression.invalid, field.unknown */
  rows(path: string, query: RowQuery, options?: CallOptions): Promise<FoundRows>;
  /** The content of a file as UTF-8; what is not UTF-8 shows as U+FFFD. */
  text(path: string, options?: TextOptions): Promise<string>;
  downloadUrl(path: string): string;
  /** A whole directory as a ZIP file. */
  archiveUrl(path: string): string;
  /** Content for a browser; images at most `width` pixels wide. */
  previewUrl(path: string, width?: number): string;
}

const CACHE_BYTES = 256 * 1024 * 1024;
const TEXT_BYTES = 4 * 1024 * 1024;
/** Longest JSON that is read: a listing of some hundred thousand files. */
const JSON_BYTES = 64 * 1024 * 1024;

export function createClient(options: ClientOptions): Client {
  const fetch = withCredentials(options.fetch ?? ((url, init) => globalThis.fetch(url, init)), options.token);
  const cache = createPageCache(options.cacheBytes ?? CACHE_BYTES);
  const openFrame = frameOpener(options.codec);
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const urlOf = (name: ApiPathName, path = "", query: Record<string, string | number | undefined> = {}) =>
    baseUrl + apiUrl(name, path, query);

  const json = async (url: string, call: CallOptions): Promise<{ value: unknown; etag: string | undefined }> => {
    const response = await request(fetch, url, call);
    const etag = response.headers.get("etag") ?? undefined;
    return { value: await readJson(response, JSON_BYTES, call.signal), etag };
  };

  const info = async (path: string, call: CallOptions = {}): Promise<DatasetInfo> => {
    const { value, etag } = await json(urlOf("info", path), call);
    return parseInfo(path, value, etag);
  };

  const arrayInfo = async (path: string, call: CallOptions = {}) => {
    const described = await info(path, call);
    if (described.kind === "array") return described;
    throw new CatervaError("dataset.wrong_kind", `${path} is no array but ${described.kind}.`);
  };

  return {
    connection: { fetch, baseUrl },
    account: createAccount(fetch, baseUrl),
    async roots(call = {}) {
      const { value } = await json(urlOf("roots"), call);
      if (!isRecord(value)) throw unexpected("roots");
      return Object.keys(value);
    },
    list: async (path, call = {}) => parseNames((await json(urlOf("list", path), call)).value),
    folder: async (path, call = {}) => parseFolder((await json(urlOf("folder", path), call)).value),
    info,
    async openArray(path, call = {}) {
      return createRemoteArray(await arrayInfo(path, call), {
        fetch,
        cache,
        openFrame,
        frameUrl: urlOf("fetch", path),
        sliceUrl: (slice) => urlOf("fetch", path, { slice_: slice }),
        info: () => arrayInfo(path),
      });
    },
    rows: (path, query, call = {}) => fetchRows(fetch, urlOf("fetch", path, rowParameters(query)), openFrame, call),
    async text(path, call = {}) {
      const response = await request(fetch, urlOf("download", path), call);
      const bytes = await readBody(response, call.maxBytes ?? TEXT_BYTES, undefined, call.signal);
      return new TextDecoder().decode(bytes);
    },
    downloadUrl: (path) => urlOf("download", path),
    archiveUrl: (path) => urlOf("archive", path),
    previewUrl: (path, width) => urlOf("preview", path, { width }),
  };
}

function unexpected(what: string): CatervaError {
  return new CatervaError("request.invalid", `The server's answer is no list of ${what}.`);
}
