import { fileURLToPath } from "node:url";
import type { Writer } from "@caterva2/repository";
import type { FastifyInstance } from "fastify";
import { buildApp, type LogLevel } from "./app.ts";
import type { SignInOptions } from "./auth/open.ts";
import { type ListenAddress, listen } from "./listen.ts";
import { openRepository } from "./open-repository.ts";
import { openWriter, recoverState } from "./open-writer.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { readWebBuild } from "./web/build.ts";
import { WorkerPool } from "./workers/pool.ts";
import { steadyPool } from "./workers/steady-pool.ts";

export interface ServerOptions {
  readonly stateDirectory: string;
  readonly listen: ListenAddress;
  readonly logLevel?: LogLevel;
  /** Worker threads for decoding; default: one a processor. */
  readonly threads?: number;
  /** Undefined: nobody signs in, so everybody reads the public root and nobody writes. */
  readonly signIn?: SignInOptions | undefined;
  /** Addresses or networks of proxies whose word counts about where a client is. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Networks beside the internet that files may be loaded from. */
  readonly remoteNetworks?: readonly string[] | undefined;
  /** The built web GUI; default: the one beside this package. */
  readonly webDirectory?: string;
  /** Bytes that all users' files may take together. */
  readonly quota?: number | undefined;
  /** Bytes that are kept in memory to be faster the next time; default: `defaultMemory`. */
  readonly cacheBytes?: number | undefined;
  /** Where complete arrays are published: a directory, or its `file:` URL. */
  readonly publishRoot?: string | undefined;
}

export interface RunningServer {
  /** As `Listening on` says it: `http://127.0.0.1:8000`, or `unix:PATH`. */
  readonly address: string;
  /** Takes no more connections, gives running requests a moment to finish, and ends. */
  close(): Promise<void>;
}

/** How long running requests may take to finish once the server is told to stop. */
const GRACE_MS = 3000;

/** Idle time after the start in which the first worker threads are made ready. */
const WARM_UP_AFTER_MS = 100;

const DEFAULT_WEB_DIRECTORY = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** Starts serving a state directory. @throws server.cannot_listen, account.unavailable */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await prepareStateDirectory(options.stateDirectory);
  const web = await readWebBuild(options.webDirectory ?? DEFAULT_WEB_DIRECTORY);
  const pool: WorkerPool = new WorkerPool({
    stateDirectory: options.stateDirectory,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    memory: options.cacheBytes,
    onFault: (error) => app.log.error({ err: error }, "worker thread ended"),
  });
  const repository = openRepository(options.stateDirectory);
  const onFault = (error: unknown) => app.log.error({ err: error }, "publishing failed");
  const writer = openWriter({ ...options, onFault }, pool);
  const signIn = options.signIn && (await openSignIn(options, options.signIn, writer, () => app.log));
  const app: FastifyInstance = buildApp(
    { repository, pool: steadyPool(pool, writer), writer },
    {
      web,
      signIn: signIn?.install,
      trustedProxies: options.trustedProxies,
      remoteNetworks: options.remoteNetworks,
      ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    },
  );
  try {
    const address = await listen(app, options.listen);
    // Only now, since it is known that no other server writes here.
    recoverState(options).catch((error) => app.log.warn({ err: error }, "unfinished files remain"));
    // The first answer goes before: threads that start would take the processor from it.
    setTimeout(() => pool.warmUp(), WARM_UP_AFTER_MS).unref();
    return { address, close: () => close(app, pool, signIn) };
  } catch (error) {
    await close(app, pool, signIn);
    throw error;
  }
}

interface SignInPart {
  install(app: FastifyInstance): void;
  close(): Promise<void>;
}

/** Loads what only a server needs on which people sign in: others start without a database and its libraries. */
async function openSignIn(
  { stateDirectory }: ServerOptions,
  options: SignInOptions,
  writer: Writer,
  log: () => FastifyInstance["log"],
): Promise<SignInPart> {
  const { installAuth, openAuth } = await import("./auth/open.ts");
  const personalRoots = { remove: (userId: string) => writer.removePersonal(userId) };
  const service = await openAuth(stateDirectory, options, personalRoots, {
    warn: (text) => log().warn(text),
    error: (fault, text) => log().error(fault, text),
  });
  return { install: (app) => installAuth(app, service), close: () => service.accounts.close() };
}

async function close(app: FastifyInstance, pool: WorkerPool, signIn: SignInPart | undefined): Promise<void> {
  const impatient = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  await app.close();
  clearTimeout(impatient);
  await pool.close();
  await signIn?.close();
}
