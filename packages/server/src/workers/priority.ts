import { setPriority } from "node:os";

/** A third of the processor's time beside a thread of the usual priority, and all of it when nobody else wants it. */
const NICE = 5;

/**
 * Lets the HTTP thread and light jobs go before this thread where the processor is short. On Linux alone: there a
 * priority is a thread's own, elsewhere the process's.
 */
export function yieldToOthers(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(NICE);
  } catch {
    // A sandbox may forbid it; answers are the same without.
  }
}
