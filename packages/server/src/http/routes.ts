import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from "fastify";

/** A path of the contract in the router's spelling: `{path}` is everything to the end, other names are one part. */
export function routerPath(contractPath: string): string {
  return contractPath.replace("{path}", "*").replace(/\{(\w+)\}/g, ":$1");
}

/** What stands in a request's path for a name of the contract's path, decoded. */
export function parameterOf(request: FastifyRequest, name: string): string {
  const value: unknown = Object(request.params)[name];
  return typeof value === "string" ? value : "";
}

/** A route for GET and HEAD: handlers say the length themselves where HEAD must not cost what GET does. */
export function readRoute(app: FastifyInstance, contractPath: string, handler: RouteHandlerMethod): void {
  app.route({ method: ["GET", "HEAD"], url: routerPath(contractPath), handler });
}
