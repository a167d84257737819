import type { FastifyInstance } from "fastify";

const DRAIN_MS = 30_000;

/**
 * A request may be refused before its body has come. What is still to come is received and thrown away, for a while:
 * only then does a client that sends first and listens later get its answer, and can the connection be used again.
 */
export function installUnreadBodies(app: FastifyInstance, milliseconds = DRAIN_MS): void {
  app.addHook("onResponse", async ({ raw }) => {
    // Requests that tests make up have no connection.
    if (raw.complete !== false || raw.destroyed) return;
    // Whoever read it may have stopped in the middle: then Node does not go on by itself.
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.destroy(), milliseconds).unref();
    raw.once("close", () => clearTimeout(timer));
  });
}
