import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";

export function rootsResource(app: FastifyInstance, { repository }: ServerContext): void {
  readRoute(app, ROUTES.roots.path, (request, reply) => {
    const roots = repository.roots(callerOf(request)).map((name) => [name, { name }] as const);
    return reply.header("cache-control", "no-cache").send(Object.fromEntries(roots));
  });
}
