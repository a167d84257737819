import { CatervaError } from "@caterva2/ndarray";
import { evaluateConditions, HTML_TYPE } from "@caterva2/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { rawPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import type { ContentEncoding, WebAsset, WebBuild } from "./build.ts";
import { MISSING_BUILD_PAGE } from "./missing-page.ts";

/** The GUI decodes in WebAssembly, in workers, and draws images it makes itself; nothing comes from elsewhere. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

const YEAR = 365 * 24 * 3600;

/** The web build: its files by name, and its page for `/`, `/roots/...` and whatever else a browser navigates to. */
export function webResource(app: FastifyInstance, build: WebBuild | undefined): void {
  const page = build?.get("/index.html");
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    page === undefined
      ? reply.type(HTML_TYPE).header("cache-control", "no-cache").send(MISSING_BUILD_PAGE)
      : sendAsset(page, request, reply);

  for (const [path, asset] of build ?? []) {
    if (path !== "/index.html") readRoute(app, encodeURI(path), (request, reply) => sendAsset(asset, request, reply));
  }
  for (const path of ["/", "/index.html", "/roots", "/roots/*"]) readRoute(app, path, sendPage);

  app.setNotFoundHandler((request, reply) => {
    const path = rawPathOf(request.raw.url ?? "");
    const navigates = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
    if (navigates && !/^\/(api|auth|static|assets|htmx)(\/|$)/.test(path)) return sendPage(request, reply);
    throw new CatervaError("route.unknown", "There is no such call.");
  });
}

async function sendAsset(asset: WebAsset, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply
    .header("cache-control", asset.immutable ? `public, max-age=${YEAR}, immutable` : "no-cache")
    .header("content-security-policy", PAGE_POLICY)
    .header("etag", asset.etag);
  if (asset.compressible) reply.header("vary", "accept-encoding");
  if (evaluateConditions({ "if-none-match": request.headers["if-none-match"] }, asset) === "not_modified") {
    return reply.code(304).send();
  }
  const encoding = asset.compressible ? bestEncoding(request.headers["accept-encoding"]) : "identity";
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.type(asset.mediaType).send(await asset.body(encoding));
}

/** The encodings that all browsers name; a quality of zero refuses one. */
function bestEncoding(header: string | undefined): ContentEncoding {
  const accepted = new Set(
    (header ?? "").split(",").flatMap((item) => {
      const [name = "", quality = ""] = item.trim().toLowerCase().split(";");
      return /^\s*q=0(\.0*)?\s*$/.test(quality) ? [] : [name.trim()];
    }),
  );
  return accepted.has("br") ? "br" : accepted.has("gzip") ? "gzip" : "identity";
}
