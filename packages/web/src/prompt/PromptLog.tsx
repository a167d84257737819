import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { useApp } from "../app/context.ts";
import { JobBar } from "../jobs/JobBar.tsx";
import { stateText } from "../jobs/job-words.ts";
import type { LogLine } from "./use-runner.ts";

interface PromptLogProps {
  readonly lines: readonly LogLine[];
  readonly onTake: (command: string) => void;
  readonly onClear: () => void;
}

/** What was asked and what came of it, the newest at the bottom. */
export function PromptLog({ lines, onTake, onClear }: PromptLogProps) {
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is to be seen.
  useLayoutEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [lines]);
  return (
    <div className="prompt-log">
      <ol ref={list} aria-label="Answers">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added at the end.
          <li key={index} className={line.failed ? "failed" : ""}>
            <button
              type="button"
              className="text-button"
              title="Take this line again"
              onClick={() => onTake(line.command)}
            >
              {line.command}
            </button>
            {line.job === undefined ? <pre>{line.words}</pre> : <JobState id={line.job} />}
          </li>
        ))}
      </ol>
      <button type="button" className="button" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}

/** A computation that the line has begun: how far it is, and what became of it. */
function JobState({ id }: { readonly id: number }) {
  const { jobs: store } = useApp();
  const job = useSyncExternalStore(store.subscribe, store.get).find((one) => one.id === id);
  if (job === undefined) return <pre>No more in the list of jobs</pre>;
  const active = job.state === "running" || job.state === "waiting";
  if (job.state === "done") return <pre>Computed {job.path}</pre>;
  return (
    <div className={job.state === "failed" ? "prompt-job failed" : "prompt-job"}>
      {job.state === "running" ? <JobBar job={job} /> : null}
      <span>{stateText(job)}</span>
      {active ? (
        <button type="button" className="button" aria-label={`Cancel ${job.title}`} onClick={() => store.cancel(id)}>
          Cancel
        </button>
      ) : null}
    </div>
  );
}
