import type { StoredFacts } from "@caterva2/repository";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { callerOf, clientOf } from "./request.ts";
import { sendParts } from "./send-pieces.ts";
import { sendRun } from "./stored-answer.ts";

/** Sends what a file holds: a compressed one as a worker decodes it, others as they are. */
export async function sendContent(
  { pool }: Pick<ServerContext, "pool">,
  facts: StoredFacts,
  form: "decoded" | "stored",
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (form === "stored") {
    const { file } = await facts.open();
    try {
      return await sendRun(file, 0, file.size, request, reply);
    } catch (error) {
      await file.close();
      throw error;
    }
  }
  const { size, pieces } = await pool.content(callerOf(request), facts.path, clientOf(request, reply), true);
  const iterator = pieces[Symbol.asyncIterator]();
  reply.header("content-length", size);
  if (request.method === "HEAD") {
    await iterator.return?.();
    return reply.send();
  }
  // A file that cannot be decoded at all is still answered with an error.
  const first = await iterator.next();
  return sendParts(following(first, iterator), reply);
}

async function* following(
  first: IteratorResult<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let result = first; result.done !== true; result = await iterator.next()) yield result.value;
  } finally {
    await iterator.return?.();
  }
}
