import { CatervaError } from "@caterva2/ndarray";
import { ACCOUNT_ROUTES, HTML_TYPE } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import { formBody, jsonBody, smallBodies } from "../auth/bodies.ts";
import { clearedCookie, sessionCookie } from "../auth/cookie.ts";
import { identityOf, requireSession } from "../auth/identify.ts";
import { meBody, userBody } from "../auth/payloads.ts";
import { RESET_PAGE, RESET_PAGE_POLICY } from "../auth/reset-page.ts";
import type { AuthService } from "../auth/service.ts";
import { readRoute } from "../http/routes.ts";
import { sessionResource } from "./session.ts";

/** Signing in and out, registering, passwords: what everybody does for themselves. */
export function authResource(app: FastifyInstance, service: AuthService): void {
  sessionResource(app, (request) => {
    const identity = identityOf(request);
    return { login: true, register: service.register, user: identity === undefined ? null : meBody(identity) };
  });

  readRoute(app, ACCOUNT_ROUTES.me.path, (request, reply) => {
    const identity = identityOf(request);
    if (identity === undefined) throw new CatervaError("request.unauthenticated", "Unauthorized");
    return reply.send(meBody(identity));
  });

  readRoute(app, ACCOUNT_ROUTES.resetPage.path, (_request, reply) =>
    reply.type(HTML_TYPE).header("content-security-policy", RESET_PAGE_POLICY).send(RESET_PAGE),
  );

  smallBodies(app, (scope) => {
    sessionRoutes(scope, service);
    passwordRoutes(scope, service);
    if (service.register) registerRoute(scope, service);
  });
}

function sessionRoutes(scope: FastifyInstance, { accounts, urlbase }: AuthService): void {
  const checkForm = formBody(ACCOUNT_ROUTES.signIn.body);
  const secure = urlbase.startsWith("https:");

  scope.post(ACCOUNT_ROUTES.signIn.path, async (request, reply) => {
    const { username, password } = checkForm(request.body);
    const { token } = await accounts.signIn.signIn(username, password, { address: request.ip });
    return reply.code(204).header("set-cookie", sessionCookie(token, secure)).send();
  });

  scope.post(ACCOUNT_ROUTES.signOut.path, async (request, reply) => {
    await accounts.signIn.signOut(requireSession(request), { address: request.ip });
    return reply.code(204).header("set-cookie", clearedCookie(secure)).send();
  });

  scope.post(ACCOUNT_ROUTES.signOutEverywhere.path, async (request, reply) => {
    await accounts.signIn.signOutEverywhere(requireSession(request), { address: request.ip });
    return reply.code(204).header("set-cookie", clearedCookie(secure)).send();
  });
}

function passwordRoutes(scope: FastifyInstance, { accounts, urlbase }: AuthService): void {
  const checkChange = jsonBody(ACCOUNT_ROUTES.changePassword.body);
  const checkForgot = jsonBody(ACCOUNT_ROUTES.forgotPassword.body);
  const checkReset = jsonBody(ACCOUNT_ROUTES.resetPassword.body);
  const secure = urlbase.startsWith("https:");

  scope.post(ACCOUNT_ROUTES.changePassword.path, async (request, reply) => {
    const identity = requireSession(request);
    const { password, new_password: next } = checkChange(request.body);
    const token = await accounts.recovery.change(identity, password, next, { address: request.ip });
    return reply.code(204).header("set-cookie", sessionCookie(token, secure)).send();
  });

  scope.post(ACCOUNT_ROUTES.forgotPassword.path, async (request, reply) => {
    const { email } = checkForgot(request.body);
    // Counted by address alone: a count by account would tell who is asked about, and stop its owner.
    accounts.guard.count(request.ip);
    accounts.recovery.forgot(email, { address: request.ip });
    return reply.code(202).send("null");
  });

  scope.post(ACCOUNT_ROUTES.resetPassword.path, async (request, reply) => {
    const { token, password } = checkReset(request.body);
    await accounts.recovery.reset(token, password, { address: request.ip });
    return reply.code(200).send("null");
  });
}

function registerRoute(scope: FastifyInstance, { accounts }: AuthService): void {
  const check = jsonBody(ACCOUNT_ROUTES.register.body);

  scope.post(ACCOUNT_ROUTES.register.path, async (request, reply) => {
    // Other keys, such as wishes to be a superuser, are not looked at.
    const { email, password } = check(request.body);
    accounts.guard.count(request.ip);
    const actor = { user: undefined, address: request.ip };
    const { user } = await accounts.directory.add({ email, password }, actor, "register");
    return reply.code(201).send(userBody(user));
  });
}
