import { OCTET_STREAM, ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { sendBytes } from "../http/send-bytes.ts";
import { validator, withIntegers } from "../http/validation.ts";
import type { Lane } from "../workers/pool.ts";

export function chunkResource(app: FastifyInstance, { pool }: ServerContext): void {
  const checkQuery = validator(ROUTES.chunk.query, "query");

  readRoute(app, ROUTES.chunk.path, async (request, reply) => {
    const { nchunk } = checkQuery(withIntegers(request.query, "nchunk"));
    const client = clientOf(request, reply);
    const run = (lane: Lane) =>
      pool.run("chunk", [callerOf(request), datasetPathOf(request), nchunk, lane === "light"], lane, client);
    const chunk = (await run("light")) ?? (await run("heavy"));
    reply.header("cache-control", "no-cache").type(OCTET_STREAM);
    return chunk === undefined ? reply.send() : sendBytes(chunk, request, reply);
  });
}
