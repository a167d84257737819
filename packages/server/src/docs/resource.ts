import { ACCOUNT_ROUTES, HTML_TYPE, JSON_TYPE, ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import { readRoute } from "../http/routes.ts";
import { SERVER_VERSION } from "../version.ts";
import { openApiDocument } from "./openapi.ts";
import { DOCS_POLICY, docsPage } from "./page.ts";

/** The interface described: for programs and for people. Both texts are made once, at the first request. */
export function docsResource(app: FastifyInstance, options: { readonly signIn: boolean }): void {
  const routes = options.signIn ? { ...ROUTES, ...ACCOUNT_ROUTES } : ROUTES;
  let texts: { json: string; page: string } | undefined;
  const made = () => {
    if (texts === undefined) {
      const document = openApiDocument(SERVER_VERSION, routes);
      texts = { json: JSON.stringify(document), page: docsPage(document) };
    }
    return texts;
  };

  readRoute(app, ROUTES.openapi.path, (_request, reply) => {
    return reply.type(JSON_TYPE).header("cache-control", "no-cache").send(made().json);
  });

  readRoute(app, ROUTES.docs.path, (_request, reply) => {
    return reply
      .type(HTML_TYPE)
      .header("content-security-policy", DOCS_POLICY)
      .header("cache-control", "no-cache")
      .send(made().page);
  });
}
