import type { FastifyInstance, FastifyRequest } from "fastify";

/** Reads bodies of up to `limit` bytes as they are: what they are is looked at, not what they say they are. */
export function acceptAnyBody(scope: FastifyInstance, limit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: limit }, (_request, body, done) => {
    done(null, body);
  });
  // So neither is a malformed type refused.
  scope.addHook("onRequest", async (request) => {
    delete request.raw.headers["content-type"];
  });
}

/** The body of a request in such a scope. */
export function bodyOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}
