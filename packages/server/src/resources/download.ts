import { type ErrorCode, isCatervaError } from "@caterva2/ndarray";
import { ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { sendContent } from "../http/content-answer.ts";
import { baseName, setContentHeaders } from "../http/content-headers.ts";
import { type MadeAnswer, sendMade } from "../http/planned-answer.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { frameDecider, refuseRange } from "./fetch.ts";

/**
 * Files as they are, or decompressed; exactly `Accept-Encoding: blosc2` asks for the stored frame of a compressed one.
 * Of a lazy array its values: the file itself means nothing without its operands.
 */
export function downloadResource(app: FastifyInstance, context: ServerContext): void {
  const decide = frameDecider(context);

  readRoute(app, ROUTES.download.path, async (request, reply) => {
    const path = datasetPathOf(request);
    const facts = await context.repository.file(callerOf(request), path);
    if (request.headers.range !== undefined) refuseRange(reply);
    setContentHeaders(reply, "attachment", baseName(path), facts.mediaType);
    if (facts.stored === "frame") {
      const client = clientOf(request, reply);
      const answer = await madeOf(decide(callerOf(request), facts, {}, client));
      if (answer !== undefined) return sendMade(context, answer, client, request, reply);
    }
    if (facts.stored !== "compressed") return sendContent(context, facts, "stored", request, reply);
    reply.header("vary", "accept-encoding");
    if (request.headers["accept-encoding"] !== "blosc2") return sendContent(context, facts, "decoded", request, reply);
    reply.header("content-encoding", "blosc2");
    return sendContent(context, facts, "stored", request, reply);
  });
}

/** What is wrong with files that are sent as they are, since nobody can say what they hold. */
const UNREADABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "blosc2.malformed",
  "blosc2.corrupt",
  "blosc2.unsupported",
  "dataset.wrong_kind",
  "dtype.invalid",
  "expression.invalid",
  "limit.exceeded",
  "source.short_read",
]);

/** What has to be made for a download; undefined for a file that is sent as it is. */
async function madeOf(deciding: ReturnType<ReturnType<typeof frameDecider>>): Promise<MadeAnswer | undefined> {
  const answer = await deciding.catch((error: unknown) => {
    if (isCatervaError(error) && UNREADABLE.has(error.code)) return undefined;
    throw error;
  });
  return answer === undefined || answer.kind === "stored" || answer.kind === "unstored" ? undefined : answer;
}
