import { Readable } from "node:stream";
import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { withBody } from "../http/collect.ts";
import { acceptForms, filePart, steadily } from "../http/multipart.ts";
import { callerOf, datasetPathOf } from "../http/request.ts";
import { validator, withIntegers } from "../http/validation.ts";
import { writeRoute } from "./writes.ts";

/** Longest bodies, in bytes: rows to append, compressed, and one compressed chunk. */
const MAX_FRAME = 256 * 1024 * 1024;
const MAX_CHUNK = 256 * 1024 * 1024;

/** Arrays that grow by rows, and arrays that are filled chunk by chunk. */
export function editsResource(app: FastifyInstance, { writer }: ServerContext): void {
  const checkQuery = validator(ROUTES.fillChunk.query, "query");

  app.register(async (scope) => {
    await acceptForms(scope);
    writeRoute(scope, ROUTES.append.path, async (request, reply) => {
      const path = datasetPathOf(request);
      const { pieces } = await filePart(request);
      const shape = await withBody(pieces, MAX_FRAME, (frame) => writer.append(callerOf(request), path, frame));
      return reply.send(shape);
    });
  });

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    scope.addHook("onRequest", async (request) => {
      delete request.raw.headers["content-type"];
    });
    writeRoute(scope, ROUTES.fillChunk.path, async (request, reply) => {
      const { nchunk } = checkQuery(withIntegers(request.query, "nchunk"));
      const path = datasetPathOf(request);
      const progress = await withBody(piecesOf(request), MAX_CHUNK, (chunk) =>
        writer.fillChunk(callerOf(request), path, nchunk, chunk),
      );
      return reply.send(progress);
    });
    writeRoute(scope, ROUTES.publish.path, async (request, reply) =>
      reply.send({ published: await writer.publish(callerOf(request), datasetPathOf(request)) }),
    );
  });
}

function piecesOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return body instanceof Readable ? steadily(body) : Readable.from([]);
}
