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
