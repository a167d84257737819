import { useEffect, useState } from "react";
import { useApp } from "../app/context.ts";
import type { Failure } from "../data/port.ts";
import { explain } from "./failures.ts";
import { Icon } from "./Icon.tsx";

/** True once `active` has lasted `delay` ms. */
export function useAfter(active: boolean, delay: number): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setDue(true), delay);
    return () => {
      clearTimeout(timer);
      setDue(false);
    };
  }, [active, delay]);
  return active && due;
}

interface LoadingProps {
  /** What is on its way: `Reading 12 MiB of tomo.b2nd`. */
  readonly what: string;
  readonly onCancel?: () => void;
  /** Lies over what was there before, instead of standing in its place. */
  readonly over?: boolean;
}

/** Nothing for 150 ms, then a skeleton, after 1 s also words and a way out. */
export function Loading({ what, onCancel, over = false }: LoadingProps) {
  const skeleton = useAfter(true, 150);
  const words = useAfter(true, 1000);
  if (!skeleton) return null;
  return (
    <div className={over ? "loading loading-over" : "loading"} role="status">
      {over ? null : <div className="skeleton" />}
      {words ? (
        <p>
          {what}
          {onCancel ? (
            <button type="button" className="button" onClick={onCancel}>
              Cancel
            </button>
          ) : null}
        </p>
      ) : (
        <span className="sr-only">Loading</span>
      )}
    </div>
  );
}

interface FailurePaneProps {
  readonly failure: Failure;
  readonly onRetry?: () => void;
  readonly children?: React.ReactNode;
}

/** What went wrong, why, what to do; never an empty page. */
export function FailurePane({ failure, onRetry, children }: FailurePaneProps) {
  const { announce } = useApp();
  const { title, advice, retry } = explain(failure);
  useEffect(() => announce(`${title}. ${advice}`), [announce, title, advice]);
  return (
    <section className="failure" aria-label="Error">
      <h2>
        <Icon name="warning" /> {title}
      </h2>
      <p>{advice}</p>
      <p className="failure-detail">
        <code>{failure.code}</code> {failure.message}
      </p>
      <p className="row">
        {retry && onRetry ? (
          <button type="button" className="button" onClick={onRetry}>
            <Icon name="retry" /> Retry
          </button>
        ) : null}
        {children}
      </p>
    </section>
  );
}
