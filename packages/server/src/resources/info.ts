import { JSON_TYPE, ROUTES } from "@caterva2/protocol";
import { infoText } from "@caterva2/repository";
import type { FastifyInstance } from "fastify";
import { BoundedCache } from "../bounded-cache.ts";
import type { ServerContext } from "../context.ts";
import { fileFacts } from "../http/file-facts.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { isSettledByConditions } from "../http/stored-answer.ts";

/** Characters of JSON that are kept, keys included. */
const CACHE_CHARACTERS = 8 * 1024 * 1024;

/**
 * Descriptions, kept as JSON by file and version: every request looks at the file again,
 * only an unchanged one is answered without a worker.
 */
export function infoResource(app: FastifyInstance, { repository, pool }: ServerContext): void {
  const cache = new BoundedCache<string>(CACHE_CHARACTERS);

  readRoute(app, ROUTES.info.path, async (request, reply) => {
    const path = datasetPathOf(request);
    const facts = await fileFacts(repository, callerOf(request), path);
    reply.header("cache-control", "no-cache").type(JSON_TYPE);
    if (facts !== undefined && isSettledByConditions(facts, request, reply)) return reply.send();
    const kept = facts && cache.get(facts.id, facts.etag);
    if (facts !== undefined && kept !== undefined) return reply.header("etag", facts.etag).send(kept);
    const answer = await pool.run("info", [callerOf(request), path], "light", clientOf(request, reply));
    const body = infoText(answer.info);
    if (answer.etag !== undefined) reply.header("etag", answer.etag);
    // By the file, not the path: one path means different files for different users.
    if (answer.etag !== undefined && facts !== undefined) {
      cache.set(facts.id, answer.etag, body, facts.id.length + body.length);
    }
    return reply.send(body);
  });
}
