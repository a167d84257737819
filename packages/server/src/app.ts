import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { ServerContext } from "./context.ts";
import { docsResource } from "./docs/resource.ts";
import { installBodyDeadline } from "./http/body-deadline.ts";
import { answerConnectionError } from "./http/connection-errors.ts";
import { installErrorHandler, sendError } from "./http/errors.ts";
import { installHooks, MAX_URL } from "./http/hooks.ts";
import { requestId } from "./http/request-id.ts";
import { installUnreadBodies } from "./http/unread-body.ts";
import { opsResource } from "./ops/resource.ts";
import { archiveResource } from "./resources/archive.ts";
import { chunkResource } from "./resources/chunk.ts";
import { downloadResource } from "./resources/download.ts";
import { editsResource } from "./resources/edits.ts";
import { eventsResource } from "./resources/events.ts";
import { expressionsResource } from "./resources/expressions.ts";
import { fetchResource } from "./resources/fetch.ts";
import { infoResource } from "./resources/info.ts";
import { jupyterliteResource } from "./resources/jupyterlite.ts";
import { listResource } from "./resources/list.ts";
import { loadFromUrlResource } from "./resources/load-from-url.ts";
import { previewResource } from "./resources/preview.ts";
import { relocationsResource } from "./resources/relocations.ts";
import { rootsResource } from "./resources/roots.ts";
import { sessionResource } from "./resources/session.ts";
import { uploadResource } from "./resources/uploads.ts";
import { missingWritesResource } from "./resources/writes.ts";
import type { WebBuild } from "./web/build.ts";
import { webResource } from "./web/resource.ts";

/** `silent`, or the least severe messages that are written to standard error. */
export type LogLevel = "silent" | "fatal" | "error" | "warn" | "info" | "debug";

export interface AppOptions {
  readonly logLevel?: LogLevel;
  readonly web: WebBuild | undefined;
  /** What signing in adds: hooks and calls. Without it nobody signs in, and those calls do not exist. */
  readonly signIn?: ((app: FastifyInstance) => void) | undefined;
  /** Networks beside the internet that files may be loaded from. */
  readonly remoteNetworks?: readonly string[] | undefined;
  /** Addresses or networks of proxies whose word counts about where a client is. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Connections beyond this wait in the backlog of the system. */
const MAX_CONNECTIONS = 8192;

const SECOND = 1000;

/** The HTTP service over a repository, not listening yet. */
export function buildApp(context: ServerContext, options: AppOptions): FastifyInstance {
  const level = options.logLevel ?? "silent";
  const app = Fastify({
    logger: level === "silent" ? false : { level, stream: process.stderr },
    logController: new LogController({ disableRequestLogging: level !== "info" && level !== "debug" }),
    exposeHeadRoutes: false,
    genReqId: requestId,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    forceCloseConnections: "idle",
    // A client that takes nothing, or sends nothing, does not stay for ever. A whole body may take long if it is a
    // file: bodies have bounds of their own (body-deadline.ts, multipart.ts).
    requestTimeout: 0,
    connectionTimeout: 300 * SECOND,
    keepAliveTimeout: 60 * SECOND,
    http: { maxHeaderSize: 2 * MAX_URL, headersTimeout: 20 * SECOND, connectionsCheckingInterval: 5 * SECOND },
    routerOptions: {
      maxParamLength: MAX_URL,
      // The last of several values counts.
      querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)),
    },
    frameworkErrors: (error, request, reply) => {
      sendError(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerConnectionError(error, socket),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  installHooks(app);
  installBodyDeadline(app);
  installUnreadBodies(app);
  opsResource(app, context);
  installErrorHandler(app);
  if (options.signIn === undefined) sessionResource(app);
  else options.signIn(app);
  rootsResource(app, context);
  listResource(app, context);
  infoResource(app, context);
  fetchResource(app, context);
  chunkResource(app, context);
  downloadResource(app, context);
  archiveResource(app, context);
  previewResource(app, context);
  eventsResource(app, context);
  jupyterliteResource(app, context);
  uploadResource(app, context);
  loadFromUrlResource(app, context, options.remoteNetworks ?? []);
  editsResource(app, context);
  relocationsResource(app, context);
  expressionsResource(app, context);
  missingWritesResource(app);
  docsResource(app, { signIn: options.signIn !== undefined });
  webResource(app, options.web);
  return app;
}
