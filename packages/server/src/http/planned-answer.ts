import { OCTET_STREAM } from "@caterva2/protocol";
import { type FetchAnswer, planFrame } from "@caterva2/repository";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import type { Client } from "../workers/pool.ts";
import { callerOf } from "./request.ts";
import { sendBytes } from "./send-bytes.ts";
import { sendParts } from "./send-pieces.ts";

/** What is made for a request: nothing in it can be sought. */
export type MadeAnswer = Exclude<FetchAnswer, { kind: "stored" | "unstored" | "heavy" }>;

/** Sends a frame that was built, or one that is computed while it is sent: each piece is a job of its own. */
export async function sendMade(
  { pool }: Pick<ServerContext, "pool">,
  answer: MadeAnswer,
  client: Client,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header("accept-ranges", "none").header("cache-control", "no-cache");
  if (!reply.hasHeader("content-type")) reply.type(OCTET_STREAM);
  if (answer.kind === "built") {
    if (answer.total !== undefined) reply.header("x-total-rows", answer.total);
    return sendBytes(answer.frame, request, reply);
  }
  if (request.method === "HEAD") return reply.send();
  const { plan } = answer;
  const { length, parts } = await planFrame(plan, (piece) =>
    pool.run("piece", [callerOf(request), plan, piece], "heavy", client),
  );
  return sendParts(parts, reply.header("content-length", length));
}
