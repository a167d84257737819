import { formatElement } from "@caterva2/ndarray";
import { createLinePlot, type LinePlot } from "@caterva2/plot";
import { useEffect, useMemo, useRef, useState } from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import type { ViewProps } from "../../dataset/view-props.ts";
import { AxisRows } from "../../slices/AxisRows.tsx";
import { useAxes } from "../../slices/use-axes.ts";
import { useAxisText } from "../../slices/use-axis-text.ts";
import { useNumbers } from "../../slices/use-numbers.ts";
import { axisOf, selectionOf } from "../../state/axes.ts";
import { type AxisTerm, baseName, SCALES } from "../../state/place.ts";
import { formatBytes, formatCount, formatNumber } from "../../ui/format.ts";
import { FailurePane, Loading } from "../../ui/Status.tsx";
import { useGlobalKeys } from "../../ui/use-scroll-window.ts";
import { LineToolbar } from "./LineToolbar.tsx";
import "./line.css";

/** Longest line that is read whole, in points; of longer ones every n-th. */
const MAX_POINTS = 2 ** 22;
const SCREEN = [{ name: "x", label: "Along" }] as const;

/** One axis of an array as a line; the others have sliders. */
export default function LineView({ facts, state, update }: ViewProps<ArrayFacts>) {
  const { announce } = useApp();
  const { at, act } = useAxes(facts, state, { axes: 1 });
  const part = state.part ?? "amplitude";
  const length = facts.shape[axisOf(at, "x")] ?? 1;
  const step = Math.ceil(length / MAX_POINTS);
  const request = useMemo(() => {
    const window = { x: { start: 0, stop: length, step } };
    return { selection: selectionOf(at, facts.shape, window), transpose: false, part };
  }, [at, facts.shape, length, step, part]);
  const line = useNumbers(facts, request);
  const scale = state.scale ?? "linear";
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot>(null);
  const [pointer, setPointer] = useState<{ index: number; by: string }>();
  const label = `Line of ${baseName(facts.path)}`;

  useEffect(() => {
    if (host.current === null) return;
    const made = createLinePlot(host.current, { label });
    plot.current = made;
    const stop = made.onPointer((next) => setPointer(next ?? undefined));
    return () => {
      stop();
      made.destroy();
      plot.current = null;
    };
  }, [label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => {
    if (line.value) plot.current?.setSeries([{ name: baseName(facts.path), data: line.value.values }]);
  }, [line.value, label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => plot.current?.setScale(scale), [scale, label]);

  const x = useAxisText(facts, axisOf(at, "x"), step);
  const { units } = facts.attributes;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(
    () =>
      plot.current?.setAxes(x, { title: typeof units === "string" && !["", "1"].includes(units) ? units : undefined }),
    [x, units, label],
  );

  const readOut = pointer && line.value ? pointText(facts, at, line.value, pointer.index, step) : "";
  const byKeys = pointer?.by === "keyboard" ? readOut : "";
  useEffect(() => {
    if (byKeys !== "") announce(byKeys);
  }, [byKeys, announce]);

  useGlobalKeys((event) => {
    const keys: Record<string, () => void> = {
      l: () => update({ scale: SCALES[(SCALES.indexOf(scale) + 1) % SCALES.length] }),
      "0": () => plot.current?.fit(),
      "+": () => plot.current?.zoom(1.5),
      "=": () => plot.current?.zoom(1.5),
      "-": () => plot.current?.zoom(1 / 1.5),
    };
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });

  const statistics = line.value?.statistics;
  const what = `Reading ${formatBytes(Math.ceil(length / step) * facts.dtype.itemsize)} of ${baseName(facts.path)}…`;
  return (
    <div className="line-view">
      <LineToolbar
        part={facts.dtype.kind === "complex" ? part : undefined}
        scale={scale}
        update={update}
        onFit={() => plot.current?.fit()}
        onZoom={(factor) => plot.current?.zoom(factor)}
      />
      {step > 1 ? (
        <p className="note">
          Long line: one of every {formatCount(step)} points is shown, and counted along the axis. Narrow peaks between
          them may be missing. The read-out gives positions in the array.
        </p>
      ) : null}
      <div className="line-stage">
        <div className="line-host" ref={host} />
        {line.loading ? <Loading what={what} onCancel={line.cancel} over={line.value !== undefined} /> : null}
        {line.error ? (
          <div className="line-failure">
            <FailurePane failure={line.error} onRetry={line.retry} />
          </div>
        ) : null}
      </div>
      {statistics ? (
        <p className="sr-only">
          {label}, {length} points, values from {formatNumber(statistics.min)} to {formatNumber(statistics.max)}, mean{" "}
          {formatNumber(statistics.mean)}.
        </p>
      ) : null}
      <div className="readout">
        <output aria-label="Value at the pointer">
          {readOut || <span className="muted">Point at the line to read a value.</span>}
        </output>
        <span className="gap" />
        {statistics ? (
          <span className="muted">
            min {formatNumber(statistics.min)} · max {formatNumber(statistics.max)} · mean{" "}
            {formatNumber(statistics.mean)}
            {statistics.nan > 0 ? ` · NaN ${formatCount(statistics.nan)}` : ""}
          </span>
        ) : null}
      </div>
      <AxisRows facts={facts} at={at} screen={SCREEN} act={act} busy={line.loading} />
    </div>
  );
}

function pointText(
  facts: ArrayFacts,
  at: readonly AxisTerm[],
  line: NumericSlice,
  index: number,
  step: number,
): string {
  const value = line.values[index];
  if (value === undefined) return "";
  const place = at.map((term) => (term === "x" ? index * step : typeof term === "number" ? term : ":"));
  const text = facts.dtype.kind === "float" ? formatElement(value, facts.dtype) : String(value);
  return `[${place.join(", ")}] = ${text}`;
}
