import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What a proxy in front may call a request; anything else could forge lines of the log. */
const ACCEPTED = /^[\w.:-]{1,64}$/;

/** Random bytes for so many ids are drawn at once: each draw is a call of the system. */
const IDS_A_DRAW = 256;
const BYTES = 8;

let drawn = Buffer.alloc(0);

/** The name of a request in the log and in its answer: the proxy's (`X-Request-Id`), or 16 random hex digits. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  if (typeof given === "string" && ACCEPTED.test(given)) return given;
  if (drawn.length === 0) drawn = randomBytes(IDS_A_DRAW * BYTES);
  const id = drawn.toString("hex", 0, BYTES);
  drawn = drawn.subarray(BYTES);
  return id;
}
