export { etagOf } from "./etag.ts";
export { infoText } from "./json.ts";
export { createRepository, type RepositoryOptions } from "./repository.ts";
export type {
  Caller,
  FetchAnswer,
  FetchRequest,
  FileFacts,
  FolderEntry,
  InfoAnswer,
  Repository,
  RepositoryLimits,
} from "./types.ts";
