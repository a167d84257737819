export { type Client, type ClientOptions, createClient, type TextOptions } from "./client.ts";
export type { CallOptions, Fetch } from "./http.ts";
export { type HttpSource, type HttpSourceOptions, httpSource, type Traffic } from "./http-source.ts";
export type { ArrayInfo, DatasetInfo, FileInfo, GroupInfo, SchunkInfo, StorageInfo, UnreadableInfo } from "./info.ts";
export { parseInfo } from "./info.ts";
export type { FolderEntry } from "./listing.ts";
export { createPageCache, type PageCache } from "./page-cache.ts";
export { planRead, type ReadFacts, type ReadPlan, sliceText } from "./plan-read.ts";
export type { ReadOptions, RemoteArray } from "./remote-array.ts";
