import { CatervaError } from "@caterva2/ndarray";
import { EVENT_STREAM, ROUTES } from "@caterva2/protocol";
import type { Change } from "@caterva2/repository";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { beginStream } from "../http/stream.ts";

/** Streams that one user, or one address, may have open. */
const STREAMS_OF_ONE = 20;
/** A proxy that hears nothing for a minute hangs up. */
const HEARTBEAT_MS = 20_000;
/** Then the browser connects anew, and whether it may still listen is asked anew. */
const LONGEST_MS = 15 * 60_000;
/** Bytes that wait for a client that does not read. Beyond, it is cut off, and will look at everything anew. */
const MAX_BEHIND = 256 * 1024;

/** `GET /api/events`: what changes at or below a path, as server-sent events (HTML, section 9.2). */
export function eventsResource(app: FastifyInstance, { repository }: ServerContext): void {
  const open = new Map<string, number>();

  readRoute(app, ROUTES.events.path, async (request, reply) => {
    const { owner, signal } = clientOf(request, reply);
    const streams = open.get(owner) ?? 0;
    if (streams >= STREAMS_OF_ONE) {
      throw new CatervaError("server.busy", `There are ${streams} event streams open already; close one first.`);
    }
    open.set(owner, streams + 1);
    const left = () => {
      const rest = (open.get(owner) ?? 1) - 1;
      if (rest > 0) open.set(owner, rest);
      else open.delete(owner);
    };
    try {
      const response = reply.raw;
      const send = (text: string) => {
        if (response.writableLength > MAX_BEHIND) response.destroy();
        else response.write(text);
      };
      const changes = await repository.watch(callerOf(request), datasetPathOf(request), (change) =>
        send(eventText(change)),
      );
      if (signal.aborted || request.method === "HEAD") {
        changes.close();
        left();
        return reply.type(EVENT_STREAM).send();
      }
      beginStream(reply, EVENT_STREAM);
      send(`event: open\ndata: ${JSON.stringify({ complete: changes.complete })}\n\n`);
      const heartbeat = setInterval(() => send(":\n\n"), HEARTBEAT_MS).unref();
      const end = setTimeout(() => response.end(), LONGEST_MS).unref();
      response.once("close", () => {
        clearInterval(heartbeat);
        clearTimeout(end);
        changes.close();
        left();
      });
      return reply;
    } catch (error) {
      left();
      throw error;
    }
  });
}

/** JSON has no line breaks, so a name cannot end the event. */
function eventText({ kind, path }: Change): string {
  return `event: ${kind}\ndata: ${JSON.stringify({ path })}\n\n`;
}
