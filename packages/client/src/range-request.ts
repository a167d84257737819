import { type ByteRange, CatervaError } from "@caterva2/ndarray";
import { multipartBoundary, parseByteranges, parseContentRange, type RangePart } from "./byteranges.ts";
import { cancelBody, errorOfResponse, type Fetch, readBody, send } from "./http.ts";

/** Most spans that one request asks for; servers may refuse more. */
export const MAX_SPANS = 64;
/** Room for the head of each part of a multipart answer, in bytes. */
const PART_HEAD = 512;

/** What a range request is about. */
export interface RangeTarget {
  readonly fetch: Fetch;
  readonly url: string;
  /** The version that is wanted; undefined while none is known. */
  readonly etag: string | undefined;
  /** Size of that version in bytes, once known. */
  readonly size: number | undefined;
}

/** An answer to a range request: parts in any order, perhaps fewer than asked for. */
export interface RangeAnswer {
  readonly parts: readonly RangePart[];
  readonly etag: string | undefined;
  readonly size: number;
}

/**
 * Asks for spans of a resource (`bytes=...` of RFC 9110, 14.2), at most `maxBytes` of them in all.
 * @throws source.changed when the resource is no longer the version of `target.etag`;
 * range.not_satisfiable when the server does not serve ranges of it
 */
export async function requestRanges(
  target: RangeTarget,
  header: string,
  maxBytes: number,
  options: { signal: AbortSignal; onBytes: (count: number) => void },
): Promise<RangeAnswer> {
  const headers: Record<string, string> = { Range: header };
  if (target.etag !== undefined) headers["If-Range"] = target.etag;
  const response = await send(target.fetch, target.url, { headers }, options);
  const etag = response.headers.get("etag") ?? undefined;
  if (response.status !== 206) throw await refusal(response, target, etag);
  if (target.etag !== undefined && etag !== undefined && etag !== target.etag) throw await changed(response);
  const body = await readBody(response, maxBytes + MAX_SPANS * PART_HEAD, options.onBytes, options.signal);
  const parts = partsOf(response, body);
  const size = parts[0]?.range.size;
  if (size === undefined) throw new CatervaError("source.short_read", "The answer to a range request has no parts.");
  if (parts.some((part) => part.range.size !== (target.size ?? size))) throw await changed(response);
  return { parts, etag, size };
}

/** The `Range` header for spans. */
export function rangeHeader(spans: readonly ByteRange[]): string {
  return `bytes=${spans.map(({ offset, length }) => `${offset}-${offset + length - 1}`).join(",")}`;
}

function partsOf(response: Response, body: Uint8Array): RangePart[] {
  const boundary = multipartBoundary(response.headers.get("content-type"));
  if (boundary !== undefined) return parseByteranges(body, boundary, MAX_SPANS);
  const range = parseContentRange(response.headers.get("content-range"));
  if (!range || body.byteLength !== range.last - range.first + 1) {
    throw new CatervaError("source.short_read", "The answer to a range request does not hold the bytes it names.");
  }
  return [{ range, bytes: body }];
}

/** What an answer beside 206 means: another version, no ranges here, or a failure of its own. */
async function refusal(response: Response, target: RangeTarget, etag: string | undefined): Promise<CatervaError> {
  if (response.status === 412) return changed(response);
  if (response.status === 200) {
    const other = target.etag !== undefined && etag !== undefined && etag !== target.etag;
    if (other) return changed(response);
    await cancelBody(response);
    return noRanges(response.status);
  }
  if (response.status === 416) {
    const size = /^bytes \*\/(\d{1,16})$/.exec(response.headers.get("content-range") ?? "")?.[1];
    if (size !== undefined && target.size !== undefined && Number(size) !== target.size) return changed(response);
    await cancelBody(response);
    return noRanges(response.status);
  }
  return errorOfResponse(response);
}

async function changed(response: Response): Promise<CatervaError> {
  await cancelBody(response);
  return new CatervaError("source.changed", "The file changed while it was read.");
}

function noRanges(status: number): CatervaError {
  return new CatervaError("range.not_satisfiable", "The server does not serve byte ranges of this dataset.", {
    detail: { status },
  });
}
