import { randomBytes } from "node:crypto";
import { CatervaError } from "@caterva2/ndarray";
import {
  type ByteSpan,
  contentRange,
  evaluateConditions,
  formatHttpDate,
  ifRangeHolds,
  OCTET_STREAM,
  parseRange,
  planByteranges,
  type RangeRequest,
  unsatisfiedRange,
  type Validators,
} from "@caterva2/protocol";
import type { FileFacts, StoredFacts } from "@caterva2/repository";
import type { StoredFile } from "@caterva2/storage";
import type { FastifyReply, FastifyRequest } from "fastify";
import { headerOf } from "./request.ts";
import { ONE_PIECE, sendPieces } from "./send-pieces.ts";

export function validatorsOf(facts: FileFacts): Validators {
  return { etag: facts.etag, lastModifiedMs: Number(facts.mtimeNs / 1_000_000n) };
}

/** A stored file as it is: conditions, byte ranges, ETag, Last-Modified (RFC 9110). A POST is answered whole. */
export async function sendStored(
  known: StoredFacts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header("accept-ranges", "bytes").header("cache-control", "no-cache");
  const selective = request.method !== "POST";
  if (selective && isSettledByConditions(known, request, reply)) return reply.send();
  const { facts, file } = await known.open();
  try {
    const validators = validatorsOf(facts);
    setValidators(reply, validators);
    const ranged = selective && ifRangeHolds(headerOf(request, "if-range"), validators);
    const wanted = parseRange(ranged ? headerOf(request, "range") : undefined, file.size);
    return await sendSpans(wanted, file, request, reply);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Whether the conditional headers already decide the answer: 304; a failed condition throws. */
export function isSettledByConditions(facts: FileFacts, request: FastifyRequest, reply: FastifyReply): boolean {
  const validators = validatorsOf(facts);
  const outcome = evaluateConditions(request.headers, validators);
  if (outcome === "proceed") return false;
  if (outcome === "failed") throw new CatervaError("precondition.failed", "The file is not in the expected state.");
  setValidators(reply, validators);
  reply.code(304);
  return true;
}

function setValidators(reply: FastifyReply, validators: Validators): void {
  reply.header("etag", validators.etag);
  reply.header("last-modified", formatHttpDate(validators.lastModifiedMs ?? 0));
}

function sendSpans(
  wanted: RangeRequest,
  file: StoredFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  switch (wanted.kind) {
    case "invalid":
      throw new CatervaError("range.invalid", wanted.reason);
    case "unsatisfiable":
      reply.header("content-range", unsatisfiedRange(file.size));
      throw new CatervaError("range.not_satisfiable", `Nothing of the range is within the ${file.size} bytes.`);
    case "whole":
      reply.type(OCTET_STREAM);
      return sendRun(file, 0, file.size, request, reply);
    case "spans": {
      reply.code(206);
      const [only, ...others] = wanted.spans;
      if (only === undefined || others.length > 0) return sendParts(file, wanted.spans, request, reply);
      reply.type(OCTET_STREAM).header("content-range", contentRange(only, file.size));
      return sendRun(file, only.first, only.last + 1, request, reply);
    }
  }
}

/** Sends the bytes from `start` to `end` (exclusive) and closes the file. */
export async function sendRun(
  file: StoredFile,
  start: number,
  end: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const length = end - start;
  reply.header("content-length", length);
  if (request.method === "HEAD") {
    await file.close();
    return reply.send();
  }
  if (length <= ONE_PIECE) {
    const bytes = await file.read(start, length);
    await file.close();
    return reply.send(bytes);
  }
  return sendPieces(file, [{ start, end }], reply);
}

async function sendParts(
  file: StoredFile,
  spans: readonly ByteSpan[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const plan = planByteranges(spans, file.size, OCTET_STREAM, randomBytes(16).toString("hex"));
  reply.type(plan.mediaType).header("content-length", plan.length);
  if (request.method === "HEAD") {
    await file.close();
    return reply.send();
  }
  const segments = plan.parts.map(({ head, span }) => ({ head, start: span.first, end: span.last + 1 }));
  return sendPieces(file, [...segments, { head: plan.tail, start: 0, end: 0 }], reply);
}
