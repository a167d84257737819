import type { Readable } from "node:stream";
import { CatervaError } from "@caterva2/ndarray";
import multipart, { type MultipartFile } from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { UnprocessableError } from "./errors.ts";

/** Beside the one file that counts. Its size is bounded by the quota and the disk. */
const LIMITS = {
  fieldNameSize: 100,
  fieldSize: 16 * 1024,
  fields: 16,
  files: 4,
  parts: 20,
  headerPairs: 100,
  fileSize: Number.POSITIVE_INFINITY,
};

/** A client that sends nothing for so long is given up. */
const STALLED_MS = 60_000;

/** Lets requests of a scope bring forms with files. */
export async function acceptForms(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, { limits: LIMITS, throwFileSizeLimit: false });
}

/** A file that comes with a request: read to its end, or given up. */
export interface IncomingFile {
  /** As the client calls it: not to be trusted. */
  readonly name: string | undefined;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The part `file` of a form. Other parts before it are skipped. @throws UnprocessableError if there is none */
export async function filePart(request: FastifyRequest): Promise<IncomingFile> {
  if (!request.isMultipart()) throw missing();
  try {
    for await (const part of request.parts()) {
      if (part.type !== "file") continue;
      if (part.fieldname === "file") return incoming(part);
      part.file.resume();
    }
  } catch (error) {
    throw malformed(error);
  }
  throw missing();
}

function incoming({ filename, file }: MultipartFile): IncomingFile {
  return { name: filename, pieces: steadily(file) };
}

/** The pieces of a stream. @throws request.timeout once none has come for a while; request.invalid when it is cut off */
export async function* steadily(stream: Readable): AsyncGenerator<Uint8Array> {
  const stalled = () => stream.destroy(new CatervaError("request.timeout", "The request did not arrive in time."));
  let timer = setTimeout(stalled, STALLED_MS);
  try {
    for await (const piece of stream) {
      clearTimeout(timer);
      // What the server itself takes its time for is no fault of the client.
      yield piece;
      timer = setTimeout(stalled, STALLED_MS);
    }
  } catch (error) {
    throw malformed(error);
  } finally {
    clearTimeout(timer);
  }
}

function malformed(error: unknown): Error {
  if (error instanceof CatervaError || error instanceof UnprocessableError) return error;
  return new CatervaError("request.invalid", "The form is malformed, or was cut off.", { cause: error });
}

function missing(): UnprocessableError {
  return new UnprocessableError([{ type: "missing", loc: ["body", "file"], msg: "Field required" }]);
}
