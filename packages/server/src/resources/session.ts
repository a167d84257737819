import { ROUTES, type SessionBody } from "@caterva2/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readRoute } from "../http/routes.ts";

const WITHOUT_SIGN_IN: SessionBody = { login: false, register: false, user: null };

/** Who the caller is, and whether signing in and registering are possible here: what a GUI must know first. */
export function sessionResource(
  app: FastifyInstance,
  sessionOf: (request: FastifyRequest) => SessionBody = () => WITHOUT_SIGN_IN,
): void {
  readRoute(app, ROUTES.session.path, (request, reply) => {
    reply.header("cache-control", "no-store").send(sessionOf(request));
  });
}
