import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { createCatalogue } from "./data/catalogue.ts";
import { ChangeFeed } from "./data/change-feed.ts";
import { deferred } from "./data/deferred.ts";
import type { Channel } from "./data/remote-port.ts";
import { remotePort } from "./data/remote-port.ts";
import { createSession } from "./data/remote-session.ts";
import { JobStore } from "./jobs/job-store.ts";
import { PlaceStore } from "./state/place-store.ts";

let worker: Worker | undefined;
/** The worker starts with the first data: lists of files do without it. */
const startWorker = (): Channel => {
  worker ??= new Worker(new URL("./data/worker.ts", import.meta.url), { type: "module", name: "data" });
  return worker;
};
// A link to an array will need it soon.
if (location.pathname.endsWith(".b2nd")) startWorker();

const host = document.getElementById("app");
if (host !== null) {
  const page = {
    data: { ...remotePort(startWorker), ...createCatalogue() },
    places: new PlaceStore(window),
    // Most who come only look.
    commands: deferred(async () => (await import("./data/commands.ts")).createCommands()),
    accounts: createSession(),
    changes: new ChangeFeed(),
    jobs: new JobStore(),
  };
  createRoot(host).render(
    <StrictMode>
      <App page={page} />
    </StrictMode>,
  );
}
