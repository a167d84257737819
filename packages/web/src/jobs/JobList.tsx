import { baseName } from "../state/place.ts";
import { explain } from "../ui/failures.ts";
import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Link } from "../ui/Link.tsx";
import type { Job, JobStore } from "./job-store.ts";

interface JobListProps {
  readonly jobs: readonly Job[];
  readonly store: JobStore;
  readonly onOpen: () => void;
}

export default function JobList({ jobs, store, onOpen }: JobListProps) {
  const ended = jobs.some((job) => job.state !== "running" && job.state !== "waiting");
  return (
    <>
      <header className="jobs-head">
        <h2>Jobs</h2>
        {ended ? (
          <button type="button" className="button" onClick={() => store.clear()}>
            Clear ended
          </button>
        ) : null}
      </header>
      <ul className="jobs-list">
        {jobs.map((job) => (
          <li key={job.id}>
            <JobLine job={job} store={store} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </>
  );
}

function JobLine({ job, store, onOpen }: { readonly job: Job; readonly store: JobStore; readonly onOpen: () => void }) {
  const active = job.state === "running" || job.state === "waiting";
  const again = job.state === "failed" || job.state === "cancelled";
  return (
    <>
      <div className="job-line">
        {job.state === "done" ? (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside is what is pressed.
          // biome-ignore lint/a11y/noStaticElementInteractions: it only closes the list behind the link.
          <span onClick={onOpen}>
            <Link path={job.path}>{job.title}</Link>
          </span>
        ) : (
          <span>{job.title}</span>
        )}
        {active ? (
          <button
            type="button"
            className="icon-button"
            aria-label={`Cancel ${job.title}`}
            onClick={() => store.cancel(job.id)}
          >
            <Icon name="close" />
          </button>
        ) : null}
        {again ? (
          <button
            type="button"
            className="icon-button"
            aria-label={`Retry ${job.title}`}
            onClick={() => store.retry(job.id)}
          >
            <Icon name="retry" />
          </button>
        ) : null}
      </div>
      {job.state === "running" ? (
        <progress
          value={job.total === undefined ? undefined : job.done}
          max={Math.max(1, job.total ?? 1)}
          aria-label={job.title}
        />
      ) : null}
      <p className={job.state === "failed" ? "job-state failed" : "job-state"}>{stateText(job)}</p>
    </>
  );
}

/** What there is to say about a job in one line. */
export function stateText(job: Job): string {
  switch (job.state) {
    case "waiting":
      return "Waiting";
    case "running":
      return runningText(job);
    case "done":
      return `In ${baseName(parentOf(job.path))}`;
    case "cancelled":
      return "Cancelled";
    case "failed":
      return job.failure === undefined ? "Failed" : `${explain(job.failure).title}. ${job.failure.message}`;
  }
}

function runningText({ done, total, speed }: Job): string {
  if (total !== undefined && done >= total) return "The server is storing it";
  const parts = [total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`];
  if (speed !== undefined && speed > 0) {
    parts.push(`${formatBytes(speed)}/s`);
    if (total !== undefined) parts.push(`${duration((total - done) / speed)} left`);
  }
  return parts.join(" · ");
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
