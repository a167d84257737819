export { type BytePart, type ByterangesPlan, planByteranges } from "./byteranges.ts";
export { type ConditionalHeaders, evaluateConditions, ifRangeHolds, type Validators } from "./conditions.ts";
export { contentDisposition } from "./content-disposition.ts";
export { formatHttpDate, parseHttpDate } from "./http-date.ts";
export { EVENT_STREAM, HTML_TYPE, JSON_TYPE, MAX_FETCH_BODY, OCTET_STREAM } from "./media-types.ts";
export { API_PATHS, type ApiPathName, apiUrl, decodeDatasetPath, encodeDatasetPath } from "./paths.ts";
export {
  ArrayInfo,
  CompressionParameters,
  ErrorBody,
  FetchParameters,
  FileInfo,
  FileNames,
  Folder,
  FolderEntry,
  GroupInfo,
  Info,
  NamesPage,
  NamesParameters,
  Roots,
  SchunkInfo,
  Session,
  UnreadableInfo,
  ValidationDetail,
  ValidationErrorBody,
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
export {
  type Answer,
  ROUTES,
  type RouteContract,
  type RouteName,
  type SignedInRoute,
  WRITE_ROUTES,
} from "./routes.ts";
