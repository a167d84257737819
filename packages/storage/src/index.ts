export type { Storage, StorageEntry, StoredFile } from "./types.ts";
