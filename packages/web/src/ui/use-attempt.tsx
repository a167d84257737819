import { useCallback, useState } from "react";
import { Failure } from "../data/port.ts";
import { explain } from "./failures.ts";

interface Attempt {
  readonly busy: boolean;
  readonly failure: Failure | undefined;
  /** Does something that may fail; true if it did not. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  /** Forgets the last failure. */
  reset(): void;
}

/** State of a form that asks the server for something. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const attempt = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(
        error instanceof Failure ? error : new Failure({ code: "internal.unexpected", message: String(error) }),
      );
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const reset = useCallback(() => setFailure(undefined), []);
  return { busy, failure, attempt, reset };
}

/** What was wrong, and what to do. */
export function FormFailure({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined) return null;
  const { title, advice } = explain(failure);
  return (
    <p className="form-failure" role="alert">
      <strong>{title}.</strong> {advice}{" "}
      {CODE_ALONE.test(failure.message) ? null : <span className="muted">{failure.message}</span>}
    </p>
  );
}

/** Words of the contract that are for programs. */
const CODE_ALONE = /^[A-Z_]+$/;
