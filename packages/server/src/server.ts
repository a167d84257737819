import { fileURLToPath } from "node:url";
import { CatervaError } from "@caterva2/ndarray";
import type { FastifyInstance } from "fastify";
import { buildApp, type LogLevel } from "./app.ts";
import { openRepository } from "./open-repository.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { readWebBuild } from "./web/build.ts";
import { WorkerPool } from "./workers/pool.ts";

/** Where to listen: a TCP address (port 0: any free one) or a unix socket. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export interface ServerOptions {
  readonly stateDirectory: string;
  readonly listen: ListenAddress;
  readonly logLevel?: LogLevel;
  /** Worker threads for decoding; default: one a processor. */
  readonly threads?: number;
  /** The built web GUI; default: the one beside this package. */
  readonly webDirectory?: string;
}

export interface RunningServer {
  /** As `Listening on` says it: `http://127.0.0.1:8000`, or `unix:PATH`. */
  readonly address: string;
  /** Takes no more connections, gives running requests a moment to finish, and ends. */
  close(): Promise<void>;
}

/** How long running requests may take to finish once the server is told to stop. */
const GRACE_MS = 3000;

const DEFAULT_WEB_DIRECTORY = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** Starts serving a state directory. @throws server.cannot_listen */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await prepareStateDirectory(options.stateDirectory);
  const web = await readWebBuild(options.webDirectory ?? DEFAULT_WEB_DIRECTORY);
  const pool: WorkerPool = new WorkerPool({
    stateDirectory: options.stateDirectory,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    onFault: (error) => app.log.error({ err: error }, "worker thread ended"),
  });
  const repository = openRepository(options.stateDirectory);
  const app = buildApp(
    { repository, pool },
    { web, ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }) },
  );
  try {
    const address = await listen(app, options.listen);
    pool.warmUp();
    return { address, close: () => close(app, pool) };
  } catch (error) {
    await close(app, pool);
    throw error;
  }
}

async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
  const shown = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
  try {
    if (address.kind === "unix") {
      await app.listen({ path: address.path });
      return `unix:${address.path}`;
    }
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    throw new CatervaError("server.cannot_listen", `Cannot listen on ${shown}: ${reasonOf(error)}.`, { cause: error });
  }
  const bound = app.server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `http://${host}:${port}`;
}

const LISTEN_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is in use",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "the address is not one of this machine",
  ENOTFOUND: "the host name is unknown",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return LISTEN_REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

async function close(app: FastifyInstance, pool: WorkerPool): Promise<void> {
  const impatient = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  await app.close();
  clearTimeout(impatient);
  await pool.close();
}
