import type { FastifyInstance, RouteHandlerMethod } from "fastify";

/** A path of the contract in the router's spelling: what stands for `{path}` is everything to the end. */
export function routerPath(contractPath: string): string {
  return contractPath.replace("{path}", "*");
}

/** A route for GET and HEAD: handlers say the length themselves where HEAD must not cost what GET does. */
export function readRoute(app: FastifyInstance, contractPath: string, handler: RouteHandlerMethod): void {
  app.route({ method: ["GET", "HEAD"], url: routerPath(contractPath), handler });
}
