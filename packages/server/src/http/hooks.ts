import { CatervaError } from "@caterva2/ndarray";
import { decodeDatasetPath } from "@caterva2/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { rawPathOf } from "./request.ts";

/** Longest URL in characters; clients send longer parameters in a body. */
export const MAX_URL = 16 * 1024;

const EXPOSED =
  "Accept-Ranges, Content-Disposition, Content-Encoding, Content-Length, Content-Range, ETag, Last-Modified, X-Request-Id, X-Total-Rows";

/**
 * What every answer says: any page may read (there are no credentials to abuse), nothing is to be
 * guessed about the type of content, and no address leaks to other sites.
 */
const COMMON_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": EXPOSED,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

const PREFLIGHT_HEADERS = {
  "access-control-allow-methods": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers":
    "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, Range",
  "access-control-max-age": "86400",
} as const;

/** Headers, bounds and the check of the raw path, before anything is routed to a resource. */
export function installHooks(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(COMMON_HEADERS).header("x-request-id", request.id);
    if (isPreflight(request)) {
      reply.code(204).headers(PREFLIGHT_HEADERS).send();
      return;
    }
    done(urlProblem(request.raw.url ?? "") ?? unknownCall(request));
  });
}

function isPreflight(request: FastifyRequest): boolean {
  return request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
}

/** A call that does not exist is refused before its body is looked at; a GET may still be for a page. */
function unknownCall(request: FastifyRequest): CatervaError | undefined {
  if (!request.is404 || request.method === "GET" || request.method === "HEAD") return undefined;
  return new CatervaError("route.unknown", "There is no such call.");
}

/** `..` never gets as far as a resource, whichever way it is spelled. */
function urlProblem(url: string): CatervaError | undefined {
  if (url.length > MAX_URL) {
    return new CatervaError("request.url_too_long", `The URL is longer than ${MAX_URL} characters.`);
  }
  const path = rawPathOf(url);
  if (!/\.\.|%2e|%00/i.test(path)) return undefined;
  try {
    decodeDatasetPath(path);
    return undefined;
  } catch (error) {
    return error instanceof CatervaError ? error : new CatervaError("path.invalid", "The path is not valid.");
  }
}
