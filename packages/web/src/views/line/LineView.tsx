import { type AxisText, createLinePlot, type LinePlot } from "@caterva2/plot";
import { useEffect, useRef, useState } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { ViewProps } from "../../dataset/view-props.ts";
import { AxisRows } from "../../slices/AxisRows.tsx";
import { useAxes } from "../../slices/use-axes.ts";
import { useAxisText } from "../../slices/use-axis-text.ts";
import { axisOf } from "../../state/axes.ts";
import { type AxisTerm, baseName } from "../../state/place.ts";
import { formatBytes, formatCount } from "../../ui/format.ts";
import { PlotStage } from "../plot/PlotStage.tsx";
import { ReadOutBar } from "../plot/ReadOutBar.tsx";
import { readOutText } from "../plot/read-out-text.ts";
import { itemText, numbersSentence } from "../plot/SliceNumbers.tsx";
import { usePlotControls } from "../plot/use-plot-controls.ts";
import { LineToolbar } from "./LineToolbar.tsx";
import { type LineRange, type ReadLine, useLine } from "./use-line.ts";

const SCREEN = [{ name: "x", label: "Along" }] as const;

interface Pointed {
  readonly index: number;
  readonly value: number | bigint | undefined;
  readonly by: "pointer" | "keyboard";
}

/** One axis of an array as a line; the others have sliders. */
export default function LineView({ facts, state, update }: ViewProps<ArrayFacts>) {
  const { at, act } = useAxes(facts, state, update, { axes: 1 });
  const part = state.part ?? "amplitude";
  const length = facts.shape[axisOf(at, "x")] ?? 1;
  const [view, setView] = useState<LineRange>();
  const { line, step, detail } = useLine(facts, at, part, view);
  const scale = state.scale ?? "linear";
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot>(null);
  const [pointer, setPointer] = useState<Pointed>();
  const label = `Line of ${baseName(facts.path)}`;

  useEffect(() => {
    if (host.current === null) return;
    const made = createLinePlot(host.current, { label });
    plot.current = made;
    const stops = [
      made.onPointer((next) => setPointer(next ? { ...next, value: next.values[0] } : undefined)),
      made.onViewChange(setView),
    ];
    return () => {
      for (const stop of stops) stop();
      made.destroy();
      plot.current = null;
    };
  }, [label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => {
    if (line.value) plot.current?.setSeries([{ name: baseName(facts.path), data: line.value.values, step }]);
  }, [line.value, label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line has no detail yet.
  useEffect(() => {
    if (line.value === undefined || detail === "waiting") return;
    const finer = detail && { name: baseName(facts.path), data: detail.slice.values, ...detail.stretch };
    plot.current?.setDetail(finer && [finer]);
  }, [detail === "waiting" ? detail : detail?.slice, line.value, label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => plot.current?.setScale(scale), [scale, label]);

  const x = useAxisText(facts, axisOf(at, "x"));
  const { units } = facts.attributes;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(
    () =>
      plot.current?.setAxes(x, { title: typeof units === "string" && !["", "1"].includes(units) ? units : undefined }),
    [x, units, label],
  );

  const readOut = pointer?.value === undefined ? "" : pointText(facts, at, pointer.index, pointer.value, x);
  usePlotControls(plot, scale, update);

  const statistics = line.value?.statistics;
  const what = `${formatBytes(Math.ceil(length / step) * facts.dtype.itemsize)} of ${baseName(facts.path)}`;
  return (
    <div className="plot-view">
      <LineToolbar
        part={facts.dtype.kind === "complex" ? part : undefined}
        scale={scale}
        update={update}
        onFit={() => plot.current?.fit()}
        onZoom={(factor) => plot.current?.zoom(factor)}
      />
      {step > 1 ? <p className="note">{noteOf(step, detail)}</p> : null}
      <PlotStage host={host} read={line} what={what} />
      {statistics ? (
        <p className="sr-only">
          {label}, {length} points, {numbersSentence(statistics)}.
        </p>
      ) : null}
      <ReadOutBar text={readOut} by={pointer?.by} hint="Point at the line to read a value." statistics={statistics} />
      <AxisRows facts={facts} at={at} screen={SCREEN} act={act} busy={line.loading} />
    </div>
  );
}

/** What of a long line is on screen. */
function noteOf(step: number, detail: ReadLine | "waiting" | undefined): string {
  if (detail === "waiting") return "Reading this part finer…";
  const now = detail?.stretch.step ?? step;
  if (now === 1) return "Every point of this part is shown. The numbers below are of the whole line, thinned.";
  return `Long line: one of every ${formatCount(now)} points is shown; narrow peaks between them may be missing. Zoom in to see more.`;
}

function pointText(
  facts: ArrayFacts,
  at: readonly AxisTerm[],
  index: number,
  value: number | bigint,
  text: AxisText | undefined,
): string {
  const place = at.map((term) => (term === "x" ? index : typeof term === "number" ? term : ":"));
  return readOutText(`[${place.join(", ")}]`, itemText(value, facts.dtype), [{ text, index }]);
}
