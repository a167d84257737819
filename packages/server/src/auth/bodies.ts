import type { FastifyError, FastifyInstance } from "fastify";
import type { Static, TSchema } from "typebox";
import { sendError } from "../http/errors.ts";
import { parseJsonBody, validator } from "../http/validation.ts";
import { contractDetail } from "./contract-details.ts";

/** Longest body of a call about accounts. */
const MAX_BODY = 64 * 1024;

/** A scope for calls about accounts: small bodies as bytes, whatever their declared type; errors as the contract says them. */
export function smallBodies(app: FastifyInstance, routes: (scope: FastifyInstance) => void): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BODY }, (_request, body, done) => {
      done(null, body);
    });
    scope.addHook("onRequest", async (request) => {
      // A malformed declaration is no reason to refuse what is checked anyway.
      delete request.raw.headers["content-type"];
    });
    scope.setErrorHandler((error: FastifyError | Error, request, reply) =>
      sendError(error, request, reply, (known) => contractDetail(request.routeOptions.url, known)),
    );
    routes(scope);
  });
}

/** The check of a JSON body. */
export function jsonBody<T extends TSchema>(schema: T): (body: unknown) => Static<T> {
  const check = validator(schema, "body");
  return (body) => check(parseJsonBody(bytesOf(body)));
}

/** The check of a form; the first value of a name counts. */
export function formBody<T extends TSchema>(schema: T): (body: unknown) => Static<T> {
  const check = validator(schema, "body");
  return (body) => {
    const fields = [...new URLSearchParams(Buffer.from(bytesOf(body)).toString("utf8"))];
    return check(Object.fromEntries(fields.reverse()));
  };
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
