import { JSON_TYPE, NamesParameters, ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { validator, withIntegers } from "../http/validation.ts";

/** `list`: all names below a directory, or a page of them. `folder`: one level of it, for people. */
export function listResource(app: FastifyInstance, { pool }: ServerContext): void {
  const checkQuery = validator(NamesParameters, "query");

  readRoute(app, ROUTES.list.path, async (request, reply) => {
    const { depth, limit, after } = checkQuery(withIntegers(request.query, "depth", "limit"));
    const paged = depth !== undefined || limit !== undefined || after !== undefined;
    const query = paged ? { depth, limit: limit ?? DEFAULT_PAGE, after } : undefined;
    const args = [callerOf(request), datasetPathOf(request), query] as const;
    const names = await pool.run("names", [...args], "light", clientOf(request, reply));
    return reply.header("cache-control", "no-cache").type(JSON_TYPE).send(names);
  });

  readRoute(app, ROUTES.folder.path, async (request, reply) => {
    const args = [callerOf(request), datasetPathOf(request)] as const;
    const entries = await pool.run("folder", [...args], "light", clientOf(request, reply));
    return reply.header("cache-control", "no-cache").send({ entries });
  });
}

/** Names in a page whose size nobody has said. */
const DEFAULT_PAGE = 1000;
