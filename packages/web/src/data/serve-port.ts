import { isCatervaError } from "@caterva2/ndarray";
import { type FailureData, type Reply, type Request, type WorkerPort, wrongPlaceOf } from "./port.ts";

/** Answers requests with a port: the worker's end. `reply` gets the buffers that may be moved instead of copied. */
export function servePort(
  port: WorkerPort,
  reply: (message: Reply, move: ArrayBuffer[]) => void,
): (request: Request) => void {
  const running = new Map<number, AbortController>();
  return (request) => {
    if ("abort" in request) {
      running.get(request.abort)?.abort();
      return;
    }
    const { id, method, args } = request;
    const controller = new AbortController();
    running.set(id, controller);
    // The page's end is typed by the same port, so the arguments are those of the method.
    const run = port[method] as (...args: unknown[]) => Promise<unknown>;
    run(...args, controller.signal)
      .then(
        (value) => reply({ id, value }, movable(value)),
        (error: unknown) => controller.signal.aborted || reply({ id, error: failureOf(error) }, []),
      )
      .finally(() => running.delete(id));
  };
}

/** Buffers that belong to the answer alone: fresh typed arrays that fill their buffer. */
function movable(value: unknown): ArrayBuffer[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((part) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer && part.byteLength === part.buffer.byteLength
      ? [part.buffer]
      : [],
  );
}

function failureOf(error: unknown): FailureData {
  if (isCatervaError(error)) {
    return { code: error.code, message: error.message, place: wrongPlaceOf(error.detail) };
  }
  return { code: "internal.unexpected", message: error instanceof Error ? error.message : String(error) };
}
