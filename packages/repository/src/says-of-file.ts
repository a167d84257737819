import { CatervaError, type ErrorCode } from "@caterva2/ndarray";

/** They say nothing of what a file holds: its client has left, or the file is another one by now. */
const OF_THE_MOMENT: ReadonlySet<ErrorCode> = new Set(["request.cancelled", "source.changed"]);

/** Whether an error says something of the file that is looked at, which looking again would not change. */
export function saysOfFile(error: unknown): error is CatervaError {
  return error instanceof CatervaError && error.status < 500 && !OF_THE_MOMENT.has(error.code);
}
