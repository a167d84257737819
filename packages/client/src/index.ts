export type { Account, ApiToken, Me, RootAccess, TokenWish } from "./account.ts";
export {
  type Administration,
  type AuditEvent,
  type AuditQuery,
  createAdministration,
  type Role,
  type User,
  type UserChange,
} from "./administration.ts";
export { type Client, type ClientOptions, createClient, type TextOptions } from "./client.ts";
export type { FoundRows, RowQuery, SortKey } from "./found-rows.ts";
export type { CallOptions, Connection, Fetch } from "./http.ts";
export { type HttpSource, type HttpSourceOptions, httpSource, type Traffic } from "./http-source.ts";
export type {
  ArrayInfo,
  DatasetInfo,
  DefaultPlot,
  Dimension,
  FileInfo,
  GroupInfo,
  SchunkInfo,
  StorageInfo,
  UnreadableInfo,
} from "./info.ts";
export { parseInfo } from "./info.ts";
export { jsonLines } from "./json-lines.ts";
export { type FolderEntry, parseFolder } from "./listing.ts";
export { createPageCache, type PageCache } from "./page-cache.ts";
export { planRead, type ReadFacts, type ReadPlan, sliceText } from "./plan-read.ts";
export type { OnProgress } from "./progress.ts";
export type { ReadOptions, RemoteArray } from "./remote-array.ts";
export type { FileContent } from "./upload-body.ts";
export {
  createWrites,
  type ExpressionPreview,
  type FillProgress,
  type LazyWish,
  type StoreOptions,
  type UploadOptions,
  type Writes,
} from "./writes.ts";
