import type { FastifyInstance } from "fastify";
import { answerConnectionError } from "./connection-errors.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The body is a file: it may take as long as it goes on coming. */
    longBody?: boolean;
  }
}

const DEADLINE_MS = 120_000;

const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A body that is no file has arrived within two minutes, or its connection ends. */
export function installBodyDeadline(app: FastifyInstance, milliseconds = DEADLINE_MS): void {
  app.addHook("onRequest", async (request) => {
    const { raw, method, routeOptions } = request;
    if (!METHODS_WITH_BODY.has(method) || routeOptions.config.longBody === true || raw.complete) return;
    const timer = setTimeout(() => {
      if (raw.complete) return;
      const error = Object.assign(new Error("The body is late."), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      answerConnectionError(error, raw.socket);
    }, milliseconds).unref();
    raw.once("close", () => clearTimeout(timer));
  });
}
