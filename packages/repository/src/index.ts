export { etagOf } from "./etag.ts";
export { infoText } from "./json.ts";
export { planFrame } from "./lazy/frame-pieces.ts";
export type { OnProgress } from "./lazy/progress.ts";
export type { LazyPlan, LazyPreview, LazyWish, MadeLazy, RelocatedFile } from "./lazy/types.ts";
export type { RepositoryMemory } from "./memory.ts";
export type { RootStorages } from "./path.ts";
export { createRepository, type RepositoryOptions } from "./repository.ts";
export { limitShared, sharedBytes } from "./shared-memory.ts";
export type {
  Access,
  AnonymousCaller,
  Caller,
  Change,
  Changes,
  Crew,
  FetchAnswer,
  FetchRequest,
  FileFacts,
  FolderEntry,
  InfoAnswer,
  NamesPage,
  NamesQuery,
  Repository,
  RepositoryLimits,
  SharedEncode,
  SharedRead,
  SharedReduction,
  SharedWork,
  StoredFacts,
  UserCaller,
} from "./types.ts";
export type {
  ChunkFill,
  EditPlanner,
  FillFacts,
  FillState,
  PlannedEdit,
  PublishTarget,
  StoreWatch,
  Upload,
  WorkWatch,
  Writer,
} from "./writing/types.ts";
export type { WriterOptions } from "./writing/write-context.ts";
export { createWriter } from "./writing/writer.ts";
