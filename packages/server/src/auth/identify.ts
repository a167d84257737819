import { accessOf, type Identity, mayAdminister } from "@caterva2/accounts";
import { CatervaError } from "@caterva2/ndarray";
import type { Caller } from "@caterva2/repository";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { headerOf, setCaller } from "../http/request.ts";
import { sessionCookieOf } from "./cookie.ts";
import { isCrossSite, originOf } from "./same-site.ts";
import type { AuthService } from "./service.ts";

const identities = new WeakMap<FastifyRequest, Identity>();

/** Who was recognised. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  return identities.get(request);
}

/** Who is signed in, by a session of their own: an API token is for data, not for accounts. @throws request.unauthenticated, request.forbidden */
export function requireSession(request: FastifyRequest): Identity {
  const identity = identityOf(request);
  if (identity === undefined) throw new CatervaError("request.unauthenticated", "Unauthorized");
  if (identity.by.kind === "session") return identity;
  throw new CatervaError("request.forbidden", "An API token cannot do this; sign in.");
}

/** @throws request.unauthenticated, request.forbidden */
export function requireSuperuser(request: FastifyRequest): Identity {
  const identity = requireSession(request);
  if (mayAdminister(identity)) return identity;
  throw new CatervaError("request.forbidden", "Only superusers may do this.");
}

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Recognises who asks, before anything else is done with a request. */
export function installIdentification(app: FastifyInstance, { accounts, urlbase }: AuthService): void {
  const ownOrigin = originOf(urlbase);

  const identify = async (request: FastifyRequest, reply: FastifyReply): Promise<Identity | undefined> => {
    const bearer = /^Bearer (c2_[A-Za-z0-9_-]+)$/i.exec(headerOf(request, "authorization") ?? "")?.[1];
    if (bearer !== undefined) {
      const identity = await accounts.tokens.identify(bearer);
      if (identity !== undefined) return identity;
      // Not taken for anonymous: a program that shows a token must learn that it is good for nothing.
      reply.header("www-authenticate", 'Bearer error="invalid_token"');
      throw new CatervaError("request.unauthenticated", "This API token is unknown, revoked or expired.");
    }
    const cookie = sessionCookieOf(request.headers.cookie);
    return cookie === undefined ? undefined : accounts.signIn.identify(cookie);
  };

  app.addHook("onRequest", async (request, reply) => {
    if (request.is404) return;
    const identity = await identify(request, reply);
    const byCookie = identity?.by.kind === "session";
    // Signing in is guarded too: nobody is to find themselves in somebody else's account.
    const guarded = byCookie || request.routeOptions.url?.startsWith("/auth/") === true;
    if (guarded && !SAFE_METHODS.has(request.method) && isCrossSite(request.headers, ownOrigin)) {
      throw new CatervaError("request.cross_site", "This change was asked for by another site's page.");
    }
    if (identity === undefined) return;
    identities.set(request, identity);
    setCaller(request, callerFrom(identity));
  });
}

function callerFrom(identity: Identity): Caller {
  return {
    kind: "user",
    id: identity.user.id,
    superuser: mayAdminister(identity),
    access: accessOf(identity),
  };
}
