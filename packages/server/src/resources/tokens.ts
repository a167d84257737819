import { CatervaError } from "@caterva2/ndarray";
import { ACCOUNT_ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import { jsonBody, smallBodies } from "../auth/bodies.ts";
import { requireSession } from "../auth/identify.ts";
import { tokenBody } from "../auth/payloads.ts";
import type { AuthService } from "../auth/service.ts";
import { parameterOf, readRoute, routerPath } from "../http/routes.ts";

/** A user's own API tokens. */
export function tokensResource(app: FastifyInstance, { accounts }: AuthService): void {
  const check = jsonBody(ACCOUNT_ROUTES.createToken.body);

  readRoute(app, ACCOUNT_ROUTES.listTokens.path, async (request, reply) => {
    const { user } = requireSession(request);
    return reply.send({ tokens: (await accounts.tokens.list(user)).map(tokenBody) });
  });

  smallBodies(app, (scope) => {
    scope.post(ACCOUNT_ROUTES.createToken.path, async (request, reply) => {
      const { user } = requireSession(request);
      const { name, scope: wanted, roots, expires } = check(request.body);
      const wish = { name, scope: wanted, roots: roots ?? undefined, expires: timeOf(expires) };
      const { token, text } = await accounts.tokens.create(user, wish, { address: request.ip });
      return reply.code(201).send({ ...tokenBody(token), token: text });
    });

    scope.delete(routerPath(ACCOUNT_ROUTES.revokeToken.path), async (request, reply) => {
      const { user } = requireSession(request);
      const revoked = await accounts.tokens.revoke(user, parameterOf(request, "id"), { address: request.ip });
      if (!revoked) throw new CatervaError("path.not_found", "There is no such token.");
      return reply.code(204).send();
    });
  });
}

/** ISO 8601, with a time zone or of UTC by its date alone. @throws request.invalid */
function timeOf(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new CatervaError("request.invalid", "The time is none of ISO 8601, like 2030-01-31 or 2030-01-31T12:00:00Z.");
}
