import { type ByteSpan, contentRange } from "./range.ts";

/** One part of a `multipart/byteranges` body: the text before its bytes, and which bytes they are. */
export interface BytePart {
  readonly head: string;
  readonly span: ByteSpan;
}

/** The frame of a `multipart/byteranges` body (RFC 9110, 14.6): send each head, its bytes, then `tail`. */
export interface ByterangesPlan {
  readonly mediaType: string;
  readonly parts: readonly BytePart[];
  readonly tail: string;
  /** Bytes of the whole body. */
  readonly length: number;
}

/**
 * Plans the answer to a request for several spans of a resource of `size` bytes. `boundary` must not
 * occur in the data: the caller draws it at random.
 */
export function planByteranges(
  spans: readonly ByteSpan[],
  size: number,
  partMediaType: string,
  boundary: string,
): ByterangesPlan {
  const parts = spans.map((span, index) => ({
    span,
    head:
      `${index === 0 ? "" : "\r\n"}--${boundary}\r\n` +
      `Content-Type: ${partMediaType}\r\nContent-Range: ${contentRange(span, size)}\r\n\r\n`,
  }));
  const tail = `\r\n--${boundary}--\r\n`;
  const length = parts.reduce((sum, part) => sum + part.head.length + spanLength(part.span), tail.length);
  return { mediaType: `multipart/byteranges; boundary=${boundary}`, parts, tail, length };
}

function spanLength(span: ByteSpan): number {
  return span.last - span.first + 1;
}
