import { CatervaError } from "@caterva2/ndarray";
import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { Metrics } from "./metrics.ts";

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** For whoever runs the server: `/healthz` for a load balancer, `/metrics` for Prometheus. */
export function opsResource(app: FastifyInstance, { pool }: ServerContext): void {
  const metrics = new Metrics(pool);

  app.addHook("onResponse", (request, reply, done) => {
    metrics.count({
      route: request.routeOptions.url ?? "unknown",
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });

  readRoute(app, ROUTES.health.path, (_request, reply) => {
    reply.header("cache-control", "no-store").send({ status: "ok" });
  });

  readRoute(app, ROUTES.metrics.path, async (request, reply) => {
    if (!mayRead(request)) {
      throw new CatervaError("request.unauthenticated", "Metrics are for this machine and for superusers.");
    }
    return reply
      .header("cache-control", "no-store")
      .type(metrics.mediaType)
      .send(await metrics.text());
  });
}

/** A scraper on this machine, not somebody whom a proxy on this machine brings along. */
function mayRead(request: FastifyRequest): boolean {
  const caller = callerOf(request);
  if (caller.kind === "user") return caller.superuser;
  const { forwarded, "x-forwarded-for": forwardedFor, via } = request.headers;
  const proxied = forwarded !== undefined || forwardedFor !== undefined || via !== undefined;
  return !proxied && LOOPBACK.test(request.socket.remoteAddress ?? "");
}
