import { CatervaError, type ErrorCode, isCatervaError } from "@caterva2/ndarray";
import type { ErrorBody, ValidationDetail } from "@caterva2/protocol";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { setOutcome } from "./request.ts";

/** A query or body that does not validate: the one error whose detail is a list. */
export class UnprocessableError extends Error {
  readonly details: readonly ValidationDetail[];

  constructor(details: readonly ValidationDetail[]) {
    super("The request does not validate.");
    this.name = "UnprocessableError";
    this.details = details;
  }
}

/** What fastify and Node's parser call their errors, in terms of the catalogue. */
const FOREIGN_CODES: Readonly<Record<string, { code: ErrorCode; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: "request.too_large", message: "The request body is too large." },
  FST_ERR_BAD_URL: { code: "path.invalid", message: "The path is not valid percent-encoded UTF-8." },
  FST_ERR_MAX_PARAM_LENGTH: { code: "request.url_too_long", message: "The URL is too long." },
};

/** Answers every error in the contract's form, `{"detail": ..., "code": ...}`. */
export function installErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => sendError(error, request, reply));
}

/** @param detailOf what the contract says in place of the message, for some errors of some calls */
export function sendError(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
  detailOf: (error: CatervaError) => unknown = () => undefined,
): FastifyReply {
  if (error instanceof UnprocessableError) {
    setOutcome(request, "request.unprocessable");
    return reply.code(422).send({ detail: error.details, code: "request.unprocessable" satisfies ErrorCode });
  }
  const known = asCatervaError(error);
  if (known.status >= 500 && known.code !== "server.busy") request.log.error({ err: error }, "request failed");
  setOutcome(request, known.code);
  const { retryAfter } = known.detail;
  if (known.code === "server.busy" || typeof retryAfter === "number") reply.header("retry-after", retryAfter ?? 1);
  // What was prepared for the success must not describe the error.
  for (const name of ["etag", "last-modified", "content-length", "content-disposition", "content-encoding"]) {
    reply.removeHeader(name);
  }
  const status = "statusCode" in error && !isCatervaError(error) ? foreignStatus(error, known) : known.status;
  return reply
    .code(status)
    .type("application/json")
    .send({ ...errorBody(known), detail: detailOf(known) ?? known.message });
}

/** An error in the contract's form. */
export function errorBody(error: CatervaError): ErrorBody {
  const { start, end, reason } = error.detail;
  const body = { detail: error.message, code: error.code };
  if (error.code !== "expression.invalid" || typeof start !== "number" || typeof end !== "number") return body;
  return { ...body, place: { start, end, reason: String(reason) } };
}

/** An error of the framework keeps its 4xx status where the catalogue has no code of its own for it. */
function foreignStatus(error: Error & { statusCode?: unknown }, known: CatervaError): number {
  const { statusCode } = error;
  const keeps =
    known.code === "request.invalid" && typeof statusCode === "number" && statusCode >= 400 && statusCode < 500;
  return keeps ? statusCode : known.status;
}

/** Any error as one of the catalogue. */
export function asCatervaError(error: Error): CatervaError {
  if (isCatervaError(error)) return error;
  const foreign = FOREIGN_CODES["code" in error ? String(error.code) : ""];
  if (foreign) return new CatervaError(foreign.code, foreign.message);
  if ("statusCode" in error && typeof error.statusCode === "number" && error.statusCode < 500) {
    return new CatervaError("request.invalid", error.message);
  }
  return new CatervaError("internal.unexpected", "The server failed to answer this request.", { cause: error });
}
