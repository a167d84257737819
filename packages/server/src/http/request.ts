import type { ErrorCode } from "@caterva2/ndarray";
import { decodeDatasetPath } from "@caterva2/protocol";
import type { Caller } from "@caterva2/repository";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Client } from "../workers/pool.ts";

const ANONYMOUS: Caller = { kind: "anonymous" };

const callers = new WeakMap<FastifyRequest, Caller>();

/** Says who asks: whoever checks the signs of identity that a request carries calls it, before any handler. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Who asks; anonymous unless somebody was recognised. */
export function callerOf(request: FastifyRequest): Caller {
  return callers.get(request) ?? ANONYMOUS;
}

const subjects = new WeakMap<FastifyRequest, string>();

/** Says what a change is made to, for the audit log, where the path of the call does not (`SRC -> DST`). */
export function setAuditSubject(request: FastifyRequest, subject: string): void {
  subjects.set(request, subject);
}

export function auditSubjectOf(request: FastifyRequest): string | undefined {
  return subjects.get(request);
}

const outcomes = new WeakMap<FastifyRequest, ErrorCode>();

/** Keeps the code with which a request was refused. */
export function setOutcome(request: FastifyRequest, code: ErrorCode): void {
  outcomes.set(request, code);
}

/** How a request ended, for the audit log. */
export function outcomeOf(request: FastifyRequest): ErrorCode | "ok" {
  return outcomes.get(request) ?? "ok";
}

/** The path part of a URL as it came, percent-encoded, without origin and query. */
export function rawPathOf(url: string): string {
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  return path.startsWith("/") ? path : path.replace(/^[a-z]+:\/\/[^/]*/i, "");
}

/** `@root/dir/name` of a call `/api/NAME/@root/dir/name`. @throws path.invalid */
export function datasetPathOf(request: FastifyRequest): string {
  const raw = rawPathOf(request.raw.url ?? "");
  const start = raw.indexOf("/", raw.indexOf("/", 1) + 1) + 1;
  return decodeDatasetPath(raw.slice(start));
}

/** Whether the path of a call ends in a slash. */
export function endsInSlash(request: FastifyRequest): boolean {
  return rawPathOf(request.raw.url ?? "").endsWith("/");
}

let requests = 0;

/** For whom the jobs of a request run. The signal fires when the client leaves before it has its answer. */
export function clientOf(request: FastifyRequest, reply: FastifyReply): Client & { signal: AbortSignal } {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  const caller = callerOf(request);
  requests += 1;
  return { owner: caller.kind === "user" ? caller.id : request.ip, since: requests, signal: controller.signal };
}

/** A header that occurs once, or undefined. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
