import { ROUTES, type Session } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import { readRoute } from "../http/routes.ts";

/** Nobody can sign in. */
const WITHOUT_SIGN_IN: Session = { login: false, register: false, user: null };

/** Who the caller is, and whether signing in and registering are possible here: what a GUI must know first. */
export function sessionResource(app: FastifyInstance): void {
  readRoute(app, ROUTES.session.path, (_request, reply) => {
    reply.header("cache-control", "no-store").send(WITHOUT_SIGN_IN);
  });
}
