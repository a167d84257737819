import { useCallback, useEffect, useState } from "react";
import { Failure } from "../data/port.ts";
import { isAbort } from "../data/remote-port.ts";

export interface Resource<Value> {
  /** The value of `key`, or of the key before while the new one is on its way. */
  readonly value: Value | undefined;
  /** The key that `value` belongs to. */
  readonly valueKey: string | undefined;
  readonly error: Failure | undefined;
  readonly loading: boolean;
  readonly retry: () => void;
  readonly cancel: () => void;
}

interface Outcome<Value> {
  readonly value: Value | undefined;
  readonly valueKey: string | undefined;
  readonly error: Failure | undefined;
  readonly settledKey: string | undefined;
}

const NOTHING = { value: undefined, valueKey: undefined, error: undefined, settledKey: undefined };

/** Loads what `key` names; a new key aborts the load before it. An undefined key loads nothing. */
export function useResource<Value>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<Value>,
): Resource<Value> {
  const [outcome, setOutcome] = useState<Outcome<Value>>(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const [controller, setController] = useState<AbortController>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for everything that `load` closes over.
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    setController(abort);
    load(abort.signal).then(
      (value) => abort.signal.aborted || setOutcome({ value, valueKey: key, error: undefined, settledKey: key }),
      (cause: unknown) => {
        const error = isAbort(cause) ? CANCELLED : cause instanceof Failure ? cause : unexpected(cause);
        if (!REPLACED.has(abort)) setOutcome((last) => ({ ...last, error, settledKey: key }));
      },
    );
    return () => {
      REPLACED.add(abort);
      abort.abort();
    };
  }, [key, attempt]);
  const retry = useCallback(() => {
    setOutcome((last) => ({ ...last, error: undefined, settledKey: undefined }));
    setAttempt((count) => count + 1);
  }, []);
  const cancel = useCallback(() => controller?.abort(), [controller]);
  const settled = outcome.settledKey === key;
  return {
    value: outcome.value,
    valueKey: outcome.valueKey,
    error: settled ? outcome.error : undefined,
    loading: key !== undefined && !settled,
    retry,
    cancel,
  };
}

/** Loads that were aborted because another one took their place, not by the user. */
const REPLACED = new WeakSet<AbortController>();

const CANCELLED = new Failure({ code: "request.cancelled", message: "You cancelled this." });

function unexpected(cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new Failure({ code: "internal.unexpected", message });
}
