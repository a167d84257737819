/** An inclusive run of bytes, as `Content-Range` writes it: `0 <= first <= last < size`. */
export interface ByteSpan {
  readonly first: number;
  readonly last: number;
}

/** What a `Range` header asks of a resource of a known size. */
export type RangeRequest =
  /** No header, or a unit that is not bytes: the whole resource, status 200. */
  | { readonly kind: "whole" }
  /** One or more spans, sorted, apart from each other, within the size: status 206. */
  | { readonly kind: "spans"; readonly spans: readonly ByteSpan[] }
  /** Well-formed, but nothing of it is within the resource: status 416. */
  | { readonly kind: "unsatisfiable" }
  /** Not a byte range set: status 400. */
  | { readonly kind: "invalid"; readonly reason: string };

/** More specs than any reader asks for at once; beyond it the header costs more than it can be worth. */
const MAX_RANGE_SPECS = 1024;

const RANGE_SPEC = /^(\d*)[ \t]*-[ \t]*(\d*)$/;

/**
 * Reads a `Range` header (RFC 9110, 14.2) for a resource of `size` bytes. Specs that are no ranges are
 * ignored beside one that is; spans outside are dropped beside one inside; spans that touch are merged.
 */
export function parseRange(header: string | undefined, size: number): RangeRequest {
  if (header === undefined) return { kind: "whole" };
  const equals = header.indexOf("=");
  if (equals < 0) return { kind: "invalid", reason: "A Range header has the form bytes=first-last." };
  if (header.slice(0, equals).trim().toLowerCase() !== "bytes") return { kind: "whole" };
  const specs = header.slice(equals + 1).split(",");
  if (specs.length > MAX_RANGE_SPECS) {
    return { kind: "invalid", reason: `A Range header may list at most ${MAX_RANGE_SPECS} spans.` };
  }
  const spans: ByteSpan[] = [];
  let wellFormed = false;
  for (const spec of specs) {
    const span = spanOf(spec.trim(), size);
    if (span === "malformed") continue;
    if (span === "reversed") return { kind: "invalid", reason: "A byte range must not end before it begins." };
    wellFormed = true;
    if (span !== "outside") spans.push(span);
  }
  if (!wellFormed) return { kind: "invalid", reason: "The Range header holds no byte range." };
  return spans.length === 0 ? { kind: "unsatisfiable" } : { kind: "spans", spans: mergeSpans(spans) };
}

function spanOf(spec: string, size: number): ByteSpan | "malformed" | "reversed" | "outside" {
  const match = RANGE_SPEC.exec(spec);
  const from = match?.[1] ?? "";
  const to = match?.[2] ?? "";
  if (from === "" && to === "") return "malformed";
  if (from === "") return suffixOf(Number(to), size);
  const first = Number(from);
  const last = to === "" ? Number.POSITIVE_INFINITY : Number(to);
  if (last < first) return "reversed";
  return first >= size ? "outside" : { first, last: Math.min(last, size - 1) };
}

function suffixOf(length: number, size: number): ByteSpan | "outside" {
  if (length === 0 || size === 0) return "outside";
  return { first: Math.max(0, size - length), last: size - 1 };
}

/** Sorts spans by offset and joins those that overlap or touch. */
export function mergeSpans(spans: readonly ByteSpan[]): ByteSpan[] {
  const merged: ByteSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    const previous = merged.at(-1);
    if (previous !== undefined && span.first <= previous.last + 1) {
      merged[merged.length - 1] = { first: previous.first, last: Math.max(previous.last, span.last) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/** Value of `Content-Range` for a span of a resource of `size` bytes. */
export function contentRange(span: ByteSpan, size: number): string {
  return `bytes ${span.first}-${span.last}/${size}`;
}

/** Value of `Content-Range` of a 416 answer. */
export function unsatisfiedRange(size: number): string {
  return `bytes */${size}`;
}

/** Value of a `Range` header that asks for the spans, for clients. */
export function formatRange(spans: readonly ByteSpan[]): string {
  return `bytes=${spans.map((span) => `${span.first}-${span.last}`).join(",")}`;
}
