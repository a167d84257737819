import type { ErrorCode } from "@caterva2/ndarray";
import { type TSchema, Type } from "typebox";
import { JSON_TYPE, OCTET_STREAM } from "./media-types.ts";

/** One way a call can succeed. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 206 | 304;
  readonly description: string;
  /** None where there is no body. */
  readonly mediaType?: string;
  /** Of JSON bodies. */
  readonly schema?: TSchema;
}

export interface RouteContract {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{path}` where the path of a dataset goes; other names in braces stand for one part of the path. */
  readonly path: string;
  readonly summary: string;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Of the body; JSON if nothing else is said. */
  readonly bodyType?: string;
  readonly answers: readonly Answer[];
  /** Beside `internal.unexpected` and `server.busy`, which any call may answer. */
  readonly errors: readonly ErrorCode[];
}

export const json = (description: string, schema: TSchema, status: Answer["status"] = 200): Answer => ({
  status,
  description,
  mediaType: JSON_TYPE,
  schema,
});

export const bytes = (description: string): Answer => ({ status: 200, description, mediaType: OCTET_STREAM });

/** Chunk number as the query spells it. */
export const ChunkQuery = Type.Object({ nchunk: Type.Integer({ description: "Number of the chunk, from 0." }) });
