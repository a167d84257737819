import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { ANONYMOUS } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";

export function rootsResource(app: FastifyInstance, { repository }: ServerContext): void {
  readRoute(app, ROUTES.roots.path, (_request, reply) => {
    const roots = repository.roots(ANONYMOUS).map((name) => [name, { name }] as const);
    return reply.header("cache-control", "no-cache").send(Object.fromEntries(roots));
  });
}
