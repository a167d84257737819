import { Icon } from "../ui/Icon.tsx";
import { Link } from "../ui/Link.tsx";
import { JobBar } from "./JobBar.tsx";
import type { Job, JobStore } from "./job-store.ts";
import { stateText } from "./job-words.ts";

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
      {job.state === "running" ? <JobBar job={job} /> : null}
      <p className={job.state === "failed" ? "job-state failed" : "job-state"}>{stateText(job)}</p>
    </>
  );
}
