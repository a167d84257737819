import { dropBytes } from "@caterva2/ndarray";
import type { FastifyReply } from "fastify";

/** Sends bytes that nobody else holds, and gives their memory back when they are sent. */
export function sendBytes(bytes: Uint8Array, reply: FastifyReply): FastifyReply {
  // Only when the system has taken all of them: it may still look at what a client that left was to get.
  reply.raw.once("finish", () => dropBytes(bytes));
  return reply.send(bytes);
}
