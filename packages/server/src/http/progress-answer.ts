import type { ServerResponse } from "node:http";
import { JSON_LINES, JSON_TYPE, type ProgressLine } from "@caterva2/protocol";
import type { OnProgress } from "@caterva2/repository";
import type { FastifyReply, FastifyRequest } from "fastify";
import { asCatervaError, errorBody } from "./errors.ts";
import { setOutcome } from "./request.ts";
import { beginStream } from "./stream.ts";

/** How often it is told how far the work is, in ms: often enough that no proxy takes the answer for dead. */
const TELL_EVERY = 250;
/** Bytes that wait for a client that does not read; it learns of the next line. */
const MAX_BEHIND = 64 * 1024;

/** Whether a client asks to be told how far work is. */
export function wantsProgress({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? "").split(",").some((type) => type.split(";", 1)[0]?.trim() === JSON_LINES);
}

/**
 * Answers a path as JSON or, once work says how far it is, as lines: the progress, then the path or the error. What
 * fails before the first line is an error with a status.
 */
export async function answerWithProgress(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (onProgress: OnProgress) => Promise<string>,
): Promise<FastifyReply> {
  const lines = new Lines(reply);
  try {
    const path = await work((done, total) => lines.progress({ done, total: total ?? null }));
    if (!lines.begun) return reply.type(JSON_TYPE).send(JSON.stringify(path));
    lines.end({ path });
  } catch (error) {
    if (!lines.begun) throw error;
    const known = asCatervaError(error instanceof Error ? error : new Error(String(error)));
    if (known.status >= 500) request.log.error({ err: error }, "an answer in lines failed");
    setOutcome(request, known.code);
    lines.end(errorBody(known));
  }
  return reply;
}

class Lines {
  readonly #reply: FastifyReply;
  #response: ServerResponse | undefined;
  #latest: ProgressLine | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  get begun(): boolean {
    return this.#response !== undefined;
  }

  progress(line: ProgressLine): void {
    this.#latest = line;
    if (this.#response !== undefined) return;
    this.#response = beginStream(this.#reply, JSON_LINES);
    this.#tell();
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY).unref();
  }

  end(line: ProgressLine): void {
    clearInterval(this.#timer);
    this.#response?.end(textOf(line));
  }

  #tell(): void {
    const response = this.#response;
    if (this.#latest === undefined || response === undefined) return;
    if (response.writableLength <= MAX_BEHIND) response.write(textOf(this.#latest));
  }
}

function textOf(line: ProgressLine): string {
  return `${JSON.stringify(line)}\n`;
}
