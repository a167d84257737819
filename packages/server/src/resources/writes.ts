import { CatervaError } from "@caterva2/ndarray";
import { WRITE_ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import { routerPath } from "../http/routes.ts";

/** Without sign-in nobody may write: every such call of the contract is refused before its body is read. */
export function writesResource(app: FastifyInstance): void {
  for (const { method, path } of WRITE_ROUTES) {
    app.route({
      method,
      url: routerPath(path),
      onRequest: async () => {
        throw new CatervaError("request.unauthenticated", "Unauthorized");
      },
      handler: async () => undefined,
    });
  }
}
