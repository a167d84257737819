export {
  AddUserBody,
  AuditBody,
  AuditQueryParameters,
  ChangePasswordBody,
  ChangeUserBody,
  CreateTokenBody,
  ForgotPasswordBody,
  ListUsersQuery,
  MeBody,
  NewTokenBody,
  RegisterBody,
  ResetPasswordBody,
  RolesBody,
  SessionBody,
  SignInForm,
  TokenBody,
  TokensBody,
  UserBody,
  UserList,
  UsersBody,
  UserWithRoles,
} from "./account-payloads.ts";
export { ACCOUNT_ROUTES } from "./account-routes.ts";
export { type BytePart, type ByterangesPlan, planByteranges } from "./byteranges.ts";
export { type ConditionalHeaders, evaluateConditions, ifRangeHolds, type Validators } from "./conditions.ts";
export { contentDisposition } from "./content-disposition.ts";
export { formatHttpDate, parseHttpDate } from "./http-date.ts";
export {
  EVENT_STREAM,
  FILE_FORM_TYPE,
  FORM_TYPE,
  HTML_TYPE,
  JSON_LINES,
  JSON_TYPE,
  MAX_FETCH_BODY,
  OCTET_STREAM,
  ZIP_TYPE,
} from "./media-types.ts";
export {
  ACCOUNT_CALLS,
  type AccountCallName,
  API_PATHS,
  type ApiPathName,
  apiUrl,
  decodeDatasetPath,
  encodeDatasetPath,
} from "./paths.ts";
export {
  ArrayInfo,
  CompressionParameters,
  ErrorBody,
  ExpressionPreview,
  FetchParameters,
  FileForm,
  FileInfo,
  FileNames,
  FillProgress,
  Folder,
  FolderEntry,
  GroupInfo,
  Info,
  JupyterDirectory,
  LazyArrayBody,
  LoadFromUrl,
  NamesPage,
  NamesParameters,
  ProgressLine,
  Published,
  Relocation,
  Roots,
  SchunkInfo,
  Shape,
  UnreadableInfo,
  ValidationDetail,
  ValidationErrorBody,
  WrittenPath,
} from "./payloads.ts";
export {
  type ByteSpan,
  contentRange,
  formatRange,
  mergeSpans,
  parseRange,
  type RangeRequest,
  unsatisfiedRange,
} from "./range.ts";
export type { Answer, RouteContract } from "./route-contract.ts";
export {
  MISSING_WRITE_ROUTES,
  ROUTES,
  type RouteName,
  type SignedInRoute,
} from "./routes.ts";
