import { CatervaError } from "@caterva2/ndarray";
import { JSON_LINES } from "@caterva2/protocol";
import { errorOfBody, isRecord, networkError } from "./http.ts";
import { jsonLines } from "./json-lines.ts";

/** Told how far the server is: `done` of `total`, in no particular unit; undefined where nobody knows. */
export type OnProgress = (done: number, total: number | undefined) => void;

/** Whether an answer tells how far the work is before it says what came of it. */
export function tellsProgress(response: Response): boolean {
  return response.headers.get("content-type")?.split(";", 1)[0]?.trim() === JSON_LINES;
}

/** The path that an answer in lines ends with. @throws the error that it ends with; source.unreadable if it breaks off */
export async function pathOfLines(
  response: Response,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    for await (const line of jsonLines(response.body ?? new Blob([]).stream())) {
      if (!isRecord(line)) continue;
      if (typeof line.path === "string") return line.path;
      if (typeof line.code === "string") throw errorOfBody(response.status, line);
      const { done, total } = line;
      if (typeof done === "number") onProgress(done, typeof total === "number" ? total : undefined);
    }
  } catch (error) {
    throw error instanceof CatervaError ? error : networkError(error, signal);
  }
  throw new CatervaError("source.unreadable", "The server's answer broke off before its end.");
}
