import type { Actor } from "@caterva2/accounts";
import { CatervaError } from "@caterva2/ndarray";
import { ACCOUNT_ROUTES, AuditQueryParameters, ListUsersQuery } from "@caterva2/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody, smallBodies } from "../auth/bodies.ts";
import { requireSuperuser } from "../auth/identify.ts";
import { eventBody, userBody, userWithRoles } from "../auth/payloads.ts";
import { isCrossSite, isNavigation, originOf } from "../auth/same-site.ts";
import type { AuthService } from "../auth/service.ts";
import { parameterOf, readRoute, routerPath } from "../http/routes.ts";
import { validator, withIntegers } from "../http/validation.ts";

/** Events of a page of the audit log, unless told. */
const PAGE = 100;

/** What superusers do with users: the calls of existing clients, and ours. */
export function usersResource(app: FastifyInstance, service: AuthService): void {
  existingCalls(app, service);
  ownCalls(app, service);
  auditCall(app, service);
}

function existingCalls(app: FastifyInstance, { accounts, urlbase }: AuthService): void {
  const checkAdd = jsonBody(ACCOUNT_ROUTES.addUser.body);
  const checkList = validator(ListUsersQuery, "query");
  const ownOrigin = originOf(urlbase);

  smallBodies(app, (scope) => {
    scope.post(ACCOUNT_ROUTES.addUser.path, async (request, reply) => {
      const actor = superuserActor(request);
      const { username, password, superuser } = checkAdd(request.body);
      const wish = { email: username, password: password ?? undefined, superuser: superuser ?? false };
      const added = await accounts.directory.add(wish, actor);
      const python = superuser ? "True" : "False";
      const text = `User added: username='${added.user.email}' password='${added.password}' superuser=${python}`;
      return reply.send(JSON.stringify(text));
    });
  });

  app.get(routerPath(ACCOUNT_ROUTES.removeUser.path), async (request, reply) => {
    const actor = superuserActor(request);
    // The one change by GET, kept for the programs that know no other: no page and no link may cause it.
    if (isNavigation(request.headers) || isCrossSite(request.headers, ownOrigin)) {
      throw new CatervaError("request.cross_site", "Users are removed by programs, or by DELETE /api/users/ID.");
    }
    const user = await accounts.directory.remove({ email: parameterOf(request, "username") }, actor);
    return reply.send(JSON.stringify(`User deleted: ${user.email}`));
  });

  for (const path of [ACCOUNT_ROUTES.listUsers.path, ACCOUNT_ROUTES.listUsers.path.slice(0, -1)]) {
    readRoute(app, path, async (request, reply) => {
      requireSuperuser(request);
      const { username } = checkList(request.query);
      const users = await accounts.directory.list(username || undefined);
      return reply.send(users.map(userBody));
    });
  }
}

function ownCalls(app: FastifyInstance, { accounts }: AuthService): void {
  const checkChange = jsonBody(ACCOUNT_ROUTES.changeUser.body);

  readRoute(app, ACCOUNT_ROUTES.users.path, async (request, reply) => {
    requireSuperuser(request);
    return reply.send({ users: (await accounts.directory.list()).map(userWithRoles) });
  });

  smallBodies(app, (scope) => {
    scope.patch(routerPath(ACCOUNT_ROUTES.changeUser.path), async (request, reply) => {
      const actor = superuserActor(request);
      const { is_active: active, is_superuser: superuser, password, roles } = checkChange(request.body);
      const wishes = { active, superuser, password, roles: roles && withDefaults(roles) };
      return reply.send(userWithRoles(await accounts.directory.change(parameterOf(request, "id"), wishes, actor)));
    });

    scope.delete(routerPath(ACCOUNT_ROUTES.deleteUser.path), async (request, reply) => {
      await accounts.directory.remove({ id: parameterOf(request, "id") }, superuserActor(request));
      return reply.code(204).send();
    });
  });
}

function auditCall(app: FastifyInstance, { accounts }: AuthService): void {
  const check = validator(AuditQueryParameters, "query");

  readRoute(app, ACCOUNT_ROUTES.audit.path, async (request, reply) => {
    requireSuperuser(request);
    const { before, limit = PAGE, user: userId, action } = check(withIntegers(request.query, "before", "limit"));
    const events = await accounts.audit.page({ before, limit, userId, action });
    return reply.send({ events: events.map(eventBody) });
  });
}

function superuserActor(request: FastifyRequest): Actor {
  return { user: requireSuperuser(request).user, address: request.ip };
}

/** Null in a request says the default, which is undefined here. */
function withDefaults<T>(roles: Readonly<Record<string, T | null>>): Record<string, T | undefined> {
  return Object.fromEntries(Object.entries(roles).map(([root, role]) => [root, role ?? undefined]));
}
