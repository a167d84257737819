import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf } from "./request.ts";
import { sendRun } from "./stored-answer.ts";

/** Sends what a file holds: a compressed one as a worker decodes it, others as they are. */
export async function sendContent(
  { repository, pool }: ServerContext,
  path: string,
  form: "decoded" | "stored",
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (form === "stored") {
    const { file } = await repository.openStored(callerOf(request), path);
    try {
      return await sendRun(file, 0, file.size, request, reply);
    } catch (error) {
      await file.close();
      throw error;
    }
  }
  const content = await pool.content(callerOf(request), path, clientOf(request, reply));
  reply.header("content-length", content.size);
  const stream = Readable.from(content.pieces, { objectMode: false });
  if (request.method === "HEAD") {
    stream.destroy();
    return reply.send();
  }
  return reply.send(stream);
}
