import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { remotePort } from "./data/remote-port.ts";
import { PlaceStore } from "./state/place-store.ts";

const worker = new Worker(new URL("./data/worker.ts", import.meta.url), { type: "module", name: "data" });
const host = document.getElementById("app");
if (host !== null) {
  createRoot(host).render(
    <StrictMode>
      <App data={remotePort(worker)} places={new PlaceStore(window)} />
    </StrictMode>,
  );
}
