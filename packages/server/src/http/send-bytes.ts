import { dropBytes } from "@caterva2/ndarray";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendParts } from "./send-pieces.ts";

/**
 * Bytes that are handed to the system in one go. It copies some of them at once, as much as the connection takes, and
 * meanwhile nobody else is answered: of megabytes, that is milliseconds for each of many clients.
 */
const AT_ONCE = 512 * 1024;

/** Sends bytes that nobody else holds, large ones by turns with other answers, and gives their memory back at the end. */
export async function sendBytes(
  bytes: Uint8Array,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Only when the system has taken all of them: it may still look at what a client that left was to get.
  reply.raw.once("finish", () => dropBytes(bytes));
  if (bytes.byteLength <= AT_ONCE || request.method === "HEAD") return reply.send(bytes);
  return sendParts(byTurns(bytes), reply.header("content-length", bytes.byteLength));
}

async function* byTurns(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += AT_ONCE) {
    if (start > 0) await nextTurn();
    yield bytes.subarray(start, start + AT_ONCE);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
