import { createContext, useContext, useSyncExternalStore } from "react";
import type { DataPort } from "../data/port.ts";
import type { Place } from "../state/place.ts";
import type { PlaceStore } from "../state/place-store.ts";

export interface AppServices {
  readonly data: DataPort;
  readonly places: PlaceStore;
  /** Says a result or an error to screen readers. */
  announce(text: string): void;
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
