import type { Socket } from "node:net";
import { ERROR_CATALOGUE, type ErrorCode } from "@caterva2/ndarray";

const BY_PARSER_CODE: Readonly<Record<string, { code: ErrorCode; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { code: "request.headers_too_large", detail: "The request headers are too large." },
  ERR_HTTP_REQUEST_TIMEOUT: { code: "request.timeout", detail: "The request did not arrive in time." },
};

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

/** Answers what is no HTTP request at all, in the form of every other error, and ends the connection. */
export function answerConnectionError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { code, detail } = BY_PARSER_CODE[error.code ?? ""] ?? {
    code: "request.invalid" as const,
    detail: "The request is not valid HTTP.",
  };
  const { status } = ERROR_CATALOGUE[code];
  const body = JSON.stringify({ detail, code });
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? "Error"}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
