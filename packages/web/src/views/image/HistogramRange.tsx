import type { Limits } from "@caterva2/plot";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from "react";
import type { Statistics } from "../../data/port.ts";
import { formatNumber } from "../../ui/format.ts";

const WIDTH = 200;
const HEIGHT = 26;

interface HistogramRangeProps {
  readonly statistics: Statistics;
  readonly limits: Limits;
  readonly onLimits: (limits: Limits) => void;
}

/** How often values occur, with a handle at each limit. Heights are square roots, so that rare values show. */
export function HistogramRange({ statistics, limits, onLimits }: HistogramRangeProps) {
  const { bins, binLow, binHigh } = statistics;
  const bar = useRef<HTMLDivElement>(null);
  const path = useMemo(() => outline(bins), [bins]);
  const span = binHigh - binLow || 1;
  const place = (value: number) => Math.max(0, Math.min((value - binLow) / span, 1));
  const move = (end: "low" | "high", value: number) => {
    const low = end === "low" ? Math.min(value, limits.high) : limits.low;
    onLimits({ low, high: end === "high" ? Math.max(value, limits.low) : limits.high });
  };
  const drag = (end: "low" | "high") => (event: PointerEvent<HTMLDivElement>) => {
    const box = bar.current?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(end, binLow + Math.max(0, Math.min((event.clientX - box.left) / box.width, 1)) * span);
  };
  const onKey = (end: "low" | "high") => (event: KeyboardEvent) => {
    const step = (event.shiftKey ? 0.1 : 0.01) * span;
    const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(end, limits[end] + by);
  };
  const handle = (end: "low" | "high", label: string) => (
    <div
      role="slider"
      tabIndex={0}
      className="handle"
      aria-label={label}
      aria-valuemin={binLow}
      aria-valuemax={binHigh}
      aria-valuenow={limits[end]}
      aria-valuetext={formatNumber(limits[end])}
      style={{ left: `${place(limits[end]) * 100}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag(end)}
      onKeyDown={onKey(end)}
    />
  );
  return (
    <div className="histogram" ref={bar}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={path} />
      </svg>
      <div
        className="histogram-range"
        style={{ left: `${place(limits.low) * 100}%`, right: `${(1 - place(limits.high)) * 100}%` }}
      />
      {handle("low", "Lower limit")}
      {handle("high", "Upper limit")}
    </div>
  );
}

function outline(bins: Uint32Array): string {
  const top = Math.sqrt(Math.max(1, ...bins));
  const width = WIDTH / bins.length;
  let path = `M0 ${HEIGHT}`;
  for (const [index, count] of bins.entries()) {
    const y = (HEIGHT * (1 - Math.sqrt(count) / top)).toFixed(1);
    path += `V${y}H${((index + 1) * width).toFixed(1)}`;
  }
  return `${path}V${HEIGHT}Z`;
}
