import { baseName, parentPath } from "../state/place.ts";
import { explain } from "../ui/failures.ts";
import { formatBytes, formatCount } from "../ui/format.ts";
import type { Job } from "./job-store.ts";

/** What there is to say about a job in one line. */
export function stateText(job: Job): string {
  switch (job.state) {
    case "waiting":
      return "Waiting";
    case "running":
      return runningText(job);
    case "done":
      return `In ${baseName(parentPath(job.path))}`;
    case "cancelled":
      return "Cancelled";
    case "failed":
      return job.failure === undefined ? "Failed" : `${explain(job.failure).title}. ${job.failure.message}`;
  }
}

/** How far a job at work is, and how long it will take. */
export function runningText({ measure, done, total, speed }: Job): string {
  if (total !== undefined && done >= total) return "The server is storing it";
  const moves = speed !== undefined && speed > 0;
  const left = moves && total !== undefined ? [`${duration((total - done) / speed)} left`] : [];
  if (measure === "shares") {
    return total === undefined ? "At work" : [`${Math.floor((100 * done) / total)} %`, ...left].join(" · ");
  }
  if (measure === "files") return done === 0 ? "At work" : `${formatCount(done)} files so far`;
  const bytes = total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
  return [bytes, ...(moves ? [`${formatBytes(speed)}/s`] : []), ...left].join(" · ");
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
