import type { Plot } from "@caterva2/plot";
import { type RefObject, useCallback } from "react";
import { useSnapshotSource } from "../../export/snapshot-source.ts";
import { SCALES, type ScaleName, type ViewState } from "../../state/place.ts";
import { useGlobalKeys } from "../../ui/use-scroll-window.ts";

const ZOOM = 1.5;

/** The keys that all plots have, with `more` of one's own, and the picture of the plot for whoever saves it. */
export function usePlotControls(
  plot: RefObject<Pick<Plot<never, never>, "fit" | "zoom" | "toBlob"> | null>,
  scale: ScaleName,
  update: (patch: ViewState) => void,
  more: Readonly<Record<string, () => void>> = {},
): void {
  useSnapshotSource(useCallback(() => plot.current?.toBlob() ?? Promise.resolve(null), [plot]));
  useGlobalKeys((event) => {
    const keys: Record<string, () => void> = {
      l: () => update({ scale: SCALES[(SCALES.indexOf(scale) + 1) % SCALES.length] }),
      "0": () => plot.current?.fit(),
      "+": () => plot.current?.zoom(ZOOM),
      "=": () => plot.current?.zoom(ZOOM),
      "-": () => plot.current?.zoom(1 / ZOOM),
      ...more,
    };
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
