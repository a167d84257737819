import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";

/** `list`: all names below a directory. `folder`: one level of it, for people. */
export function listResource(app: FastifyInstance, { pool }: ServerContext): void {
  readRoute(app, ROUTES.list.path, async (request, reply) => {
    const names = await pool.run(
      "list",
      [callerOf(request), datasetPathOf(request)],
      "light",
      clientOf(request, reply),
    );
    return reply.header("cache-control", "no-cache").send(names);
  });

  readRoute(app, ROUTES.folder.path, async (request, reply) => {
    const entries = await pool.run(
      "folder",
      [callerOf(request), datasetPathOf(request)],
      "light",
      clientOf(request, reply),
    );
    return reply.header("cache-control", "no-cache").send({ entries });
  });
}
