import { Failure, type Method, type Reply, type Request, type WorkerPort } from "./port.ts";

/** What the caller needs of a worker; tests use a MessageChannel. */
export interface Channel {
  postMessage(message: Request): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Reply>) => void): void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The page's end of the worker, which starts with the first call; an aborted signal is forwarded. */
export function remotePort(connect: () => Channel): WorkerPort {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let connected: Channel | undefined;

  function channel(): Channel {
    if (connected !== undefined) return connected;
    connected = connect();
    connected.addEventListener("message", ({ data }) => {
      const call = pending.get(data.id);
      pending.delete(data.id);
      if ("error" in data) call?.reject(new Failure(data.error));
      else call?.resolve(data.value);
    });
    return connected;
  }

  function call<Value>(method: Method, args: readonly unknown[], signal: AbortSignal | undefined): Promise<Value> {
    if (signal?.aborted === true) return Promise.reject(abortError());
    lastId += 1;
    const id = lastId;
    return new Promise<Value>((resolve, reject) => {
      const stop = () => {
        if (!pending.delete(id)) return;
        channel().postMessage({ abort: id });
        reject(abortError());
      };
      signal?.addEventListener("abort", stop, { once: true });
      const done = () => signal?.removeEventListener("abort", stop);
      pending.set(id, {
        // The worker implements WorkerPort, which is checked there: the value is the method's.
        resolve: (value) => {
          done();
          resolve(value as Value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      channel().postMessage({ id, method, args });
    });
  }

  return {
    text: (path, signal) => call("text", [path], signal),
    read: (path, selection, signal) => call("read", [path, selection], signal),
    rows: (path, query, signal) => call("rows", [path, query], signal),
    numbers: (path, selection, form, signal) => call("numbers", [path, selection, form], signal),
  };
}

export function abortError(): DOMException {
  return new DOMException("The request was cancelled.", "AbortError");
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
