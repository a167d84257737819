import type { Job } from "./job-store.ts";

/** How far a job is; without an end in sight the bar only says that it is at work. */
export function JobBar({ job }: { readonly job: Job }) {
  const known = job.total !== undefined;
  return <progress value={known ? job.done : undefined} max={Math.max(1, job.total ?? 1)} aria-label={job.title} />;
}
