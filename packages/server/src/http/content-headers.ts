import { contentDisposition } from "@caterva2/protocol";
import type { FastifyReply } from "fastify";

/** A page made of somebody's file may show itself and do nothing else. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Headers for content that somebody put into a root: never run as part of this site. */
export function setContentHeaders(
  reply: FastifyReply,
  kind: "attachment" | "inline",
  name: string,
  mediaType: string,
): FastifyReply {
  return reply
    .type(mediaType)
    .header("content-disposition", contentDisposition(kind, name))
    .header("content-security-policy", SANDBOX)
    .header("cache-control", "no-cache")
    .header("accept-ranges", "none");
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
