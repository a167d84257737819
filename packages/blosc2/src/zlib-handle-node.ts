/** The handle inside the stream objects of node:zlib, which runs a context synchronously (decision 25). */
export interface Handle {
  onerror: (message: string, code: number, name: string) => void;
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
}

export interface Context {
  readonly handle: Handle;
  /** Bytes that are left of the output and of the input after a write. */
  readonly left: Uint32Array;
}

/** The inside of a stream; undefined where it is not what it should be. */
export function contextOf(stream: unknown): Context | undefined {
  const handle = property(stream, "_handle");
  const left = property(stream, "_writeState");
  return isHandle(handle) && left instanceof Uint32Array && left.length === 2 ? { handle, left } : undefined;
}

function isHandle(value: unknown): value is Handle {
  return ["reset", "writeSync", "onerror"].every((name) => typeof property(value, name) === "function");
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
