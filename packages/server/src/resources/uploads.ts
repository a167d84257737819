import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { acceptForms, filePart } from "../http/multipart.ts";
import { callerOf, datasetPathOf, endsInSlash } from "../http/request.ts";
import { sendPath } from "./relocations.ts";
import { writeRoute } from "./writes.ts";

/** Files of any size, stored as they come. */
export function uploadResource(app: FastifyInstance, { writer }: ServerContext): void {
  app.register(async (scope) => {
    await acceptForms(scope);
    writeRoute(scope, ROUTES.upload.path, async (request, reply) => {
      const path = datasetPathOf(request);
      const { name, pieces } = await filePart(request);
      const announced = Number(request.headers["content-length"] ?? 0);
      const upload = { path, directory: endsInSlash(request), name, pieces, size: announced - FORM_OVERHEAD };
      return sendPath(reply, await writer.upload(callerOf(request), upload));
    });
  });
}

/** What a form has beside the file, at most: refusing early must not refuse what fits. */
const FORM_OVERHEAD = 8192;
