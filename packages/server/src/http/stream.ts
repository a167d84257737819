import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";

/** Begins an answer that is written bit by bit, each to be read when it comes: no cache or proxy is to hold it back. */
export function beginStream(reply: FastifyReply, mediaType: string): ServerResponse {
  reply.hijack();
  const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return reply.raw.writeHead(200, {
    ...Object.fromEntries(headers),
    "content-type": mediaType,
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
}
