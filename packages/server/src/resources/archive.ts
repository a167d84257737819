import { Readable } from "node:stream";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { ROUTES, ZIP_TYPE } from "@caterva2/protocol";
import type { Caller } from "@caterva2/repository";
import type { FastifyInstance } from "fastify";
import { openMembers } from "../archive/members.ts";
import { zipped } from "../archive/zip-stream.ts";
import type { ServerContext } from "../context.ts";
import { baseName, setContentHeaders } from "../http/content-headers.ts";
import { callerOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";

/** Whole directories as ZIP files, made while they are sent. */
export function archiveResource(app: FastifyInstance, context: ServerContext): void {
  readRoute(app, ROUTES.archive.path, async (request, reply) => {
    const path = datasetPathOf(request);
    await checkDirectory(context, callerOf(request), path);
    const members = await openMembers(context, path, request, reply);
    setContentHeaders(reply, "attachment", `${baseName(path).replace(/^@/, "")}.zip`, ZIP_TYPE);
    if (request.method === "HEAD") return reply.send();
    return reply.send(Readable.from(zipped(members), { objectMode: false }));
  });
}

/** @throws dataset.wrong_kind for a file, and for a store that is a directory on disk but one dataset */
async function checkDirectory({ repository }: ServerContext, caller: Caller, path: string): Promise<void> {
  try {
    await repository.file(caller, path);
  } catch (error) {
    if (!isCatervaError(error, "dataset.wrong_kind")) throw error;
    if (!path.endsWith(".b2d")) return;
  }
  throw new CatervaError("dataset.wrong_kind", "Only directories come as archives; a file can be downloaded.");
}
