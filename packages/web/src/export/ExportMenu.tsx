import { useCallback, useRef } from "react";
import { useApp } from "../app/context.ts";
import type { ArrayFacts } from "../data/facts.ts";
import { baseName } from "../state/place.ts";
import { formatBytes } from "../ui/format.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import { indicesInName, type ShownSlice, shownSlice } from "./shown-slice.ts";
import { takeSnapshot } from "./snapshot-source.ts";

/** Largest slice that is put together in the page, in bytes. */
const MAX_BYTES = 512 * 2 ** 20;
/** Most items as text. */
const MAX_ITEMS = 2 ** 22;
/** Views that show a plot. */
const PLOTS: readonly string[] = ["image", "line"];

interface ExportMenuProps {
  readonly facts: ArrayFacts;
  readonly view: string;
}

/** Saves what is on screen: the numbers of the slice in full, or the plot as a picture. */
export function ExportMenu({ facts, view }: ExportMenuProps) {
  const { places, data, announce } = useApp();
  const stem = baseName(facts.path).replace(/\.b2nd$/, "");
  const plot = PLOTS.includes(view);
  /** A second wish takes the place of the first. */
  const reading = useRef<AbortController>(undefined);

  const savePicture = useCallback(async () => {
    const { saveFile } = await import("./save-file.ts");
    const picture = await takeSnapshot();
    if (picture === null) return;
    const { at } = shownSlice(facts, view, places.get().state);
    saveFile([picture], `${stem}${indicesInName(at)}.png`, "image/png");
    announce("The picture is saved.");
  }, [facts, view, places, stem, announce]);

  const saveNumbers = async (slice: ShownSlice, form: "npy" | "csv") => {
    reading.current?.abort();
    const abort = new AbortController();
    reading.current = abort;
    const { signal } = abort;
    announce(`Reading ${formatBytes(slice.bytes)}…`);
    try {
      const [array, { saveNumbersAs }] = await Promise.all([
        data.read(facts.path, slice.selection, signal),
        import("./save-numbers.ts"),
      ]);
      saveNumbersAs(form, array, `${stem}${indicesInName(slice.at)}`);
      announce("The slice is saved.");
    } catch (error) {
      if (!signal.aborted) announce(`The slice could not be read: ${error instanceof Error ? error.message : error}`);
    }
  };

  useGlobalKeys((event) => {
    if (event.key === "s" && plot) void savePicture();
  });
  const slice = shownSlice(facts, view, places.get().state);
  const items: MenuItem[] = [];
  if (plot) items.push({ label: "Picture as PNG (s)", icon: "image", onSelect: () => void savePicture() });
  if (slice.bytes <= MAX_BYTES) {
    const label = `Slice as NPY, ${formatBytes(slice.bytes)}`;
    items.push({ label, icon: "array", onSelect: () => void saveNumbers(slice, "npy") });
  }
  if (slice.items <= MAX_ITEMS && slice.selection.filter(({ kind }) => kind === "range").length <= 2) {
    items.push({ label: "Slice as CSV", icon: "table", onSelect: () => void saveNumbers(slice, "csv") });
  }
  return items.length === 0 ? null : <Menu label="Export what is shown" icon="upload" items={items} />;
}
