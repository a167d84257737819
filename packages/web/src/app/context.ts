import { createContext, useContext, useSyncExternalStore } from "react";
import type { ChangeFeed } from "../data/change-feed.ts";
import type { CommandPort } from "../data/commands.ts";
import type { DataPort } from "../data/port.ts";
import type { SessionPort } from "../data/session.ts";
import type { FileRequest } from "../files/file-request.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { Place } from "../state/place.ts";
import type { PlaceStore } from "../state/place-store.ts";

/** What the page works with from its start to its end. */
export interface PageServices {
  readonly data: DataPort;
  readonly places: PlaceStore;
  readonly commands: CommandPort;
  readonly accounts: SessionPort;
  readonly changes: ChangeFeed;
  readonly jobs: JobStore;
}

export interface AppServices extends PageServices {
  /** Says a result or an error to screen readers. */
  announce(text: string): void;
  /** Opens the dialog in which a person settles what to do with a file. */
  ask(request: FileRequest): void;
}

export const AppContext = createContext<AppServices | undefined>(undefined);

export function useApp(): AppServices {
  const services = useContext(AppContext);
  if (services === undefined) throw new Error("useApp outside of the app");
  return services;
}

export function usePlace(): Place {
  const { places } = useApp();
  return useSyncExternalStore(places.subscribe, places.get);
}
