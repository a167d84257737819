import type { FastifyInstance } from "fastify";
import { rawPathOf } from "../http/request.ts";
import { identityOf } from "./identify.ts";

/** Calls whose answers depend on who asks, and whether they are about `@public`, which is the same for all. */
const CALL = /^\/(?:api|static)\//;
const PUBLIC = /^\/[^/]+\/[^/]+(?:\/contents|\/files)?(?:\/|%2f)(?:@|%40)public(?:\/|%2f|$)/i;

/** What is for one user alone is kept by no cache, neither on the way nor in a browser that others use. */
export function installPrivateAnswers(app: FastifyInstance): void {
  app.addHook("onSend", (request, reply, _payload, done) => {
    const path = rawPathOf(request.raw.url ?? "");
    const own = identityOf(request) !== undefined && CALL.test(path) && !PUBLIC.test(path);
    if (own || path.startsWith("/auth/")) reply.header("cache-control", "private, no-store");
    done();
  });
}
