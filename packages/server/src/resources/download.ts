import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { sendContent } from "../http/content-answer.ts";
import { baseName, setContentHeaders } from "../http/content-headers.ts";
import { callerOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { refuseRange } from "./fetch.ts";

/** Files as they are, or decompressed; exactly `Accept-Encoding: blosc2` asks for the stored frame of a compressed one. */
export function downloadResource(app: FastifyInstance, context: ServerContext): void {
  readRoute(app, ROUTES.download.path, async (request, reply) => {
    const path = datasetPathOf(request);
    const facts = await context.repository.file(callerOf(request), path);
    if (request.headers.range !== undefined) refuseRange(reply);
    setContentHeaders(reply, "attachment", baseName(path), facts.mediaType);
    if (facts.stored !== "compressed") return sendContent(context, path, "stored", request, reply);
    reply.header("vary", "accept-encoding");
    if (request.headers["accept-encoding"] !== "blosc2") return sendContent(context, path, "decoded", request, reply);
    reply.header("content-encoding", "blosc2");
    return sendContent(context, path, "stored", request, reply);
  });
}
