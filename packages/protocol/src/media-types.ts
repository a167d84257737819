/** Frames, chunks and whatever has no better name. */
export const OCTET_STREAM = "application/octet-stream";

export const JSON_TYPE = "application/json";

/** What an HTML form sends. */
export const FORM_TYPE = "application/x-www-form-urlencoded";

export const ZIP_TYPE = "application/zip";

export const HTML_TYPE = "text/html; charset=utf-8";

/** Longest body of a POST fetch in bytes: 8 MiB of parameters and the JSON around them. */
export const MAX_FETCH_BODY = 9 * 1024 * 1024;
/** JSON values, one a line. */
export const JSON_LINES = "application/x-ndjson";
export const EVENT_STREAM = "text/event-stream";
export const FILE_FORM_TYPE = "multipart/form-data";
