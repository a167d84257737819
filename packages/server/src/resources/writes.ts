import { CatervaError } from "@caterva2/ndarray";
import { MISSING_WRITE_ROUTES } from "@caterva2/protocol";
import type { FastifyInstance, RouteHandlerMethod } from "fastify";
import { callerOf } from "../http/request.ts";
import { routerPath } from "../http/routes.ts";

/** A call that writes: who is not signed in is refused before the body is read. */
export function writeRoute(
  app: FastifyInstance,
  contractPath: string,
  handler: RouteHandlerMethod,
  method: "POST" | "DELETE" = "POST",
): void {
  app.route({
    method,
    url: routerPath(contractPath),
    onRequest: async (request) => {
      if (callerOf(request).kind === "anonymous") throw new CatervaError("request.unauthenticated", "Unauthorized");
    },
    handler,
  });
}

/** Calls that are not there, but must not tell strangers so in another way than the others. */
export function missingWritesResource(app: FastifyInstance): void {
  for (const { method, path } of MISSING_WRITE_ROUTES) {
    const missing = async () => {
      throw new CatervaError("route.unknown", "This server does not have this call.");
    };
    writeRoute(app, path, missing, method);
  }
}
