import { CatervaError, ERROR_CATALOGUE, type ErrorCode, joinBytes } from "@caterva2/ndarray";

/** `fetch` of the platform; tests bring their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where requests go, and the `fetch` that sends the signs of identity along. */
export interface Connection {
  readonly fetch: Fetch;
  /** Without a slash at the end; empty for the page's own server. */
  readonly baseUrl: string;
}

/** May be given to every call that goes to the server. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Longest error text that is read, in bytes. */
const MAX_ERROR_BODY = 64 * 1024;

/** Codes for answers that name none (other servers, proxies). */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "request.invalid",
  401: "root.forbidden",
  403: "root.forbidden",
  404: "path.not_found",
  405: "request.method_not_allowed",
  409: "source.changed",
  412: "precondition.failed",
  413: "request.too_large",
  416: "range.not_satisfiable",
  422: "request.unprocessable",
};

/** Sends a request. Network failures and aborts come back as errors of the catalogue; statuses are the caller's. */
export async function send(fetch: Fetch, url: string, init: RequestInit, options: CallOptions): Promise<Response> {
  try {
    return await fetch(url, options.signal ? { ...init, signal: options.signal } : init);
  } catch (error) {
    throw networkError(error, options.signal);
  }
}

/** As {@link send}, but anything beside 2xx is thrown with the server's code and words. */
export async function request(fetch: Fetch, url: string, options: CallOptions): Promise<Response> {
  const response = await send(fetch, url, {}, options);
  if (!response.ok) throw await errorOfResponse(response);
  return response;
}

/** The JSON of an answer. @throws what the server refuses with; limit.exceeded; request.invalid for what is no JSON */
export async function readJson(response: Response, maxBytes: number, signal?: AbortSignal): Promise<unknown> {
  if (!response.ok) throw await errorOfResponse(response);
  const bytes = await readBody(response, maxBytes, undefined, signal);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new CatervaError("request.invalid", "The server's answer is no JSON.", { cause: error });
  }
}

/** Waits for an answer that says nothing. @throws what the server refuses with */
export async function expectDone(response: Response): Promise<void> {
  if (!response.ok) throw await errorOfResponse(response);
  await cancelBody(response);
}

/** The error of a refused request: `code` and `detail` of its JSON body, else what its status means. */
export async function errorOfResponse(response: Response): Promise<CatervaError> {
  return errorOfBody(response.status, await errorBody(response));
}

/** `code`, `detail` and `place` of an error in JSON. */
export function errorOfBody(status: number, body: Record<string, unknown>): CatervaError {
  const code = typeof body.code === "string" && isErrorCode(body.code) ? body.code : codeOfStatus(status);
  const { start, end, reason } = isRecord(body.place) ? body.place : {};
  const place = typeof start === "number" && typeof end === "number" && { start, end, reason };
  const detail = { status, ...place };
  return new CatervaError(code, detailText(body.detail) ?? `The server answered ${status}.`, { detail });
}

function codeOfStatus(status: number): ErrorCode {
  return CODE_OF_STATUS[status] ?? (status >= 500 ? "source.unreadable" : "request.invalid");
}

async function errorBody(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(await readBody(response, MAX_ERROR_BODY)));
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

/** A detail is a text, or the list of a body that did not validate. */
function detailText(detail: unknown): string | undefined {
  if (typeof detail === "string") return detail;
  if (!Array.isArray(detail)) return undefined;
  const messages = detail.map((entry) => (isRecord(entry) && typeof entry.msg === "string" ? entry.msg : ""));
  return messages.filter((message) => message !== "").join("; ") || undefined;
}

/** The whole body. @throws limit.exceeded as soon as it is longer than `maxBytes`; the rest is not received. */
export async function readBody(
  response: Response,
  maxBytes: number,
  onBytes: (count: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const declared = Number(response.headers.get("content-length") ?? 0);
  if (declared > maxBytes) {
    await cancelBody(response);
    throw tooLong(maxBytes);
  }
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      length += piece.value.byteLength;
      if (length > maxBytes) throw tooLong(maxBytes);
      onBytes(piece.value.byteLength);
      pieces.push(piece.value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error instanceof CatervaError ? error : networkError(error, signal);
  }
  const only = pieces.length === 1 ? pieces[0] : undefined;
  return only ?? joinBytes(pieces);
}

/** Lets go of a body that nobody wants. */
export async function cancelBody(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

function tooLong(maxBytes: number): CatervaError {
  return new CatervaError("limit.exceeded", `The answer is longer than the ${maxBytes} bytes allowed here.`, {
    detail: { maxBytes },
  });
}

export function networkError(error: unknown, signal: AbortSignal | undefined): CatervaError {
  if (signal?.aborted) return cancelled();
  return new CatervaError("source.unreadable", "The server cannot be reached.", { cause: error });
}

export function cancelled(): CatervaError {
  return new CatervaError("request.cancelled", "The request was cancelled.");
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
