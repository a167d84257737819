import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useApp } from "../app/context.ts";
import { Icon } from "../ui/Icon.tsx";
import "./jobs.css";

const JobList = lazy(() => import("./JobList.tsx"));

/** Work in progress: a count in the top bar, the list on demand. It opens by itself when something fails. */
export default function JobsButton() {
  const { jobs: store, announce } = useApp();
  const jobs = useSyncExternalStore(store.subscribe, store.get);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const atWork = jobs.filter((job) => job.state === "running" || job.state === "waiting");
  const active = atWork.length;
  const sends = atWork.some((job) => job.measure === "bytes");
  const failed = jobs.filter((job) => job.state === "failed").length;

  useEffect(() => {
    if (failed === 0) return;
    announce(failed === 1 ? "A job failed." : `${failed} jobs failed.`);
    panel.current?.showPopover();
  }, [failed, announce]);

  if (jobs.length === 0) return null;
  const label = active === 0 ? "Jobs" : `Jobs: ${active} at work`;
  return (
    <>
      <button
        type="button"
        className={failed > 0 ? "jobs-button failed" : "jobs-button"}
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => panel.current?.togglePopover()}
      >
        <Icon name={active > 0 ? (sends ? "upload" : "play") : failed > 0 ? "warning" : "check"} />
        <span>{active > 0 ? active : failed > 0 ? failed : ""}</span>
      </button>
      <div
        ref={panel}
        popover="auto"
        className="jobs-panel"
        role="dialog"
        aria-label="Jobs"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        <Suspense>
          <JobList jobs={jobs} store={store} onOpen={() => panel.current?.hidePopover()} />
        </Suspense>
      </div>
    </>
  );
}
