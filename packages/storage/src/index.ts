export { TEMPORARIES } from "./fs-root.ts";
export { type FsStorageOptions, fsStorage } from "./fs-storage.ts";
export { checkKey, childKey } from "./key.ts";
export { type MemoryStorage, memoryStorage } from "./memory-storage.ts";
export type { Storage, StorageEntry, StorageName, StoredFile, Watch } from "./types.ts";
export type { Draft, Growth, TreeFile, WritableStorage } from "./writing.ts";
