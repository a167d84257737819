import { CatervaError } from "@caterva2/ndarray";

/** Bytes of a resource: `first..last`, both within it, of `size` bytes in all. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** One part of an answer to a range request: its bytes and where they are from. */
export interface RangePart {
  readonly range: ContentRange;
  readonly bytes: Uint8Array;
}

/** Longest head of a part, in bytes: two header lines and room for more. */
const MAX_HEAD = 4096;

/** Reads `bytes first-last/size`; undefined for any other text (RFC 9110, 14.4). */
export function parseContentRange(text: string | null): ContentRange | undefined {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(text?.trim() ?? "");
  if (!match) return undefined;
  const [first, last, size] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return first <= last && last < size && Number.isSafeInteger(size) ? { first, last, size } : undefined;
}

/** The boundary of a `multipart/byteranges` media type; undefined for another type (RFC 2046, 5.1.1). */
export function multipartBoundary(contentType: string | null): string | undefined {
  const match = /^multipart\/byteranges\s*;(?:[^,]*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType?.trim() ?? "",
  );
  return match?.[1] ?? match?.[2];
}

/**
 * The parts of a `multipart/byteranges` body (RFC 9110, 14.6), as views of it. A part is cut by its
 * Content-Range, so that data that look like a boundary do no harm.
 * @throws source.short_read when the body is not of that form, is cut short, or has more than `maxParts` parts
 */
export function parseByteranges(body: Uint8Array, boundary: string, maxParts: number): RangePart[] {
  const delimiter = `--${boundary}`;
  const parts: RangePart[] = [];
  let at = skipLineEnd(body, 0);
  for (;;) {
    if (textAt(body, at, delimiter.length) !== delimiter)
      throw malformed("a part does not begin with the boundary", at);
    at += delimiter.length;
    if (textAt(body, at, 2) === "--") return parts;
    if (parts.length === maxParts) throw malformed(`more than ${maxParts} parts`, at);
    const { range, end } = partHead(body, at);
    const length = range.last - range.first + 1;
    if (end + length > body.byteLength) throw malformed("a part is cut short", end);
    parts.push({ range, bytes: body.subarray(end, end + length) });
    at = skipLineEnd(body, end + length);
  }
}

/** The Content-Range of a part and where its bytes begin. */
function partHead(body: Uint8Array, from: number): { range: ContentRange; end: number } {
  const head = textAt(body, from, MAX_HEAD);
  const length = head.indexOf("\r\n\r\n");
  if (length < 0) throw malformed("a part without an end of its head", from);
  for (const line of head.slice(0, length).split("\r\n")) {
    const colon = line.indexOf(":");
    if (line.slice(0, Math.max(0, colon)).trim().toLowerCase() !== "content-range") continue;
    const range = parseContentRange(line.slice(colon + 1));
    if (range) return { range, end: from + length + 4 };
  }
  throw malformed("a part without a Content-Range", from);
}

function skipLineEnd(body: Uint8Array, at: number): number {
  return textAt(body, at, 2) === "\r\n" ? at + 2 : at;
}

function textAt(body: Uint8Array, at: number, length: number): string {
  let text = "";
  for (const byte of body.subarray(at, at + length)) text += String.fromCharCode(byte);
  return text;
}

function malformed(what: string, offset: number): CatervaError {
  return new CatervaError("source.short_read", `The multipart answer is malformed: ${what}.`, { detail: { offset } });
}
