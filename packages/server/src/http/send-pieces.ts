import type { ServerResponse } from "node:http";
import type { StoredFile } from "@caterva2/storage";
import type { FastifyReply } from "fastify";

/** Bytes that are read and sent at once; what is no longer needs no loop. */
export const ONE_PIECE = 256 * 1024;

/** A run of bytes of a file, from `start` to `end` (exclusive), after a text. */
export interface Segment {
  readonly head?: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Sends runs of a file and closes it. The reply must already say the length of it all. Two buffers serve
 * the whole answer, one being filled while the other is sent: with fresh memory for every piece, a
 * large download would spend more time in the garbage collector than in the system's calls.
 */
export function sendPieces(file: StoredFile, segments: readonly Segment[], reply: FastifyReply): Promise<FastifyReply> {
  return sendBy(reply, async (writer) => {
    for (const { head, start, end } of segments) {
      if (head !== undefined) await writer.writeText(head);
      for (let offset = start; offset < end; offset += ONE_PIECE) {
        const buffer = (await writer.freeBuffer()).subarray(0, Math.min(ONE_PIECE, end - offset));
        await file.readInto(offset, buffer);
        writer.write(buffer);
      }
    }
    await writer.finished();
  }).finally(() => file.close());
}

/** Sends parts as they come, the next one when the system has taken the last. The reply must already say their length. */
export function sendParts(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendBy(reply, async (writer) => {
    for await (const part of parts) await writer.send(part);
  });
}

async function sendBy(reply: FastifyReply, send: (writer: PieceWriter) => Promise<void>): Promise<FastifyReply> {
  reply.hijack();
  const response = reply.raw;
  response.statusCode = reply.statusCode;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  try {
    await send(new PieceWriter(response));
    response.end();
  } catch (error) {
    // The status is gone already: only an answer cut short can tell the client.
    if (!(error instanceof ClientLeft)) reply.log.error({ err: error }, "an answer was cut short");
    response.destroy();
  }
  return reply;
}

/** Nothing is wrong here: whoever asked is gone, which a write may be the first to notice. */
class ClientLeft extends Error {}

/** Writes pieces of two buffers by turns; a buffer is free again when the system has taken its bytes. */
class PieceWriter {
  readonly #response: ServerResponse;
  readonly #buffers = [new Uint8Array(ONE_PIECE), new Uint8Array(ONE_PIECE)];
  #writes: Promise<void>[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** The buffer whose bytes were written longest ago. @throws when the client has left */
  async freeBuffer(): Promise<Uint8Array> {
    const buffer = this.#buffers.shift() ?? new Uint8Array(ONE_PIECE);
    this.#buffers.push(buffer);
    if (this.#writes.length === this.#buffers.length) await this.#writes.shift();
    return buffer;
  }

  /** Writes without waiting: at most as many pieces are under way as there are buffers. */
  write(bytes: Uint8Array): void {
    const write = this.send(bytes);
    // Whoever awaits it meets the error; until then it must not count as unhandled.
    write.catch(() => undefined);
    this.#writes.push(write);
  }

  async writeText(text: string): Promise<void> {
    await this.send(Buffer.from(text, "latin1"));
  }

  async finished(): Promise<void> {
    await Promise.all(this.#writes);
  }

  /** Settles when the system has taken the bytes. */
  send(bytes: Uint8Array): Promise<void> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      const gone = () => reject(new ClientLeft("The client left."));
      if (response.destroyed) return gone();
      response.once("close", gone);
      response.write(bytes, (error) => {
        response.off("close", gone);
        if (error) gone();
        else resolve();
      });
    });
  }
}
