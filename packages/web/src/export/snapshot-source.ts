import { useEffect } from "react";

type Snapshot = () => Promise<Blob | null>;

/** The plot on screen: pages show one at a time. */
let current: Snapshot | undefined;

/** Lets the page save the plot of a view as a picture while the view is shown. */
export function useSnapshotSource(snapshot: Snapshot): void {
  useEffect(() => {
    current = snapshot;
    return () => {
      if (current === snapshot) current = undefined;
    };
  }, [snapshot]);
}

/** The plot on screen as PNG; null without one. */
export function takeSnapshot(): Promise<Blob | null> {
  return current?.() ?? Promise.resolve(null);
}
