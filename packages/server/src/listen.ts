import { rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { CatervaError } from "@caterva2/ndarray";
import type { FastifyInstance } from "fastify";

/** Where to listen: a TCP address (port 0: any free one) or a unix socket. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** Listens; answers the address as people write it, with the real port. @throws server.cannot_listen */
export async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
  const shown = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
  try {
    if (address.kind === "unix") {
      await removeStaleSocket(address.path);
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

/** A server that was killed leaves its socket behind; one that nobody answers at is in nobody's way. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isSocket()) return;
  const refused = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => resolve(false));
    probe.on("error", (error) => resolve("code" in error && error.code === "ECONNREFUSED"));
    probe.on("connect", () => probe.destroy());
  });
  if (refused) await rm(path);
}
