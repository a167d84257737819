import { formatElement } from "@caterva2/ndarray";
import type { ImagePlot } from "@caterva2/plot";
import { type RefObject, useEffect, useState } from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import type { AxisTerm } from "../../state/place.ts";
import { formatCount, formatNumber } from "../../ui/format.ts";
import { positionText } from "./plane.ts";

interface ReadOutProps {
  readonly plot: RefObject<ImagePlot | null>;
  readonly facts: ArrayFacts;
  readonly at: readonly AxisTerm[];
  readonly slice: NumericSlice | undefined;
  readonly step: number;
  readonly size: { readonly width: number; readonly height: number; readonly channels: number } | undefined;
}

/** Index and value under the pointer in full precision, and the numbers of the slice. */
export function ReadOut({ plot, facts, at, slice, step, size }: ReadOutProps) {
  const { announce } = useApp();
  const [point, setPoint] = useState<{ x: number; y: number; by: string }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot is there once a slice is.
  useEffect(() => plot.current?.onPointer((pointer) => setPoint(pointer ?? undefined)), [plot, slice !== undefined]);
  const inside = point !== undefined && size !== undefined && point.x < size.width && point.y < size.height;
  const text =
    inside && slice
      ? `${positionText(at, facts, point.x * step, point.y * step)} = ${valueText(slice, facts, size, point)}`
      : "";
  const byKeys = point?.by === "keyboard" ? text : "";
  useEffect(() => {
    if (byKeys !== "") announce(byKeys);
  }, [byKeys, announce]);
  const statistics = slice?.statistics;
  return (
    <div className="readout">
      <output aria-label="Value at the pointer">
        {text || <span className="muted">Point at the picture to read a value.</span>}
      </output>
      <span className="gap" />
      {statistics ? (
        <span className="slice-numbers">
          min {formatNumber(statistics.min)} · max {formatNumber(statistics.max)} · mean {formatNumber(statistics.mean)}
          {statistics.nan > 0 ? ` · NaN ${formatCount(statistics.nan)}` : ""}
          {statistics.infinite > 0 ? ` · ∞ ${formatCount(statistics.infinite)}` : ""}
        </span>
      ) : null}
    </div>
  );
}

function valueText(
  slice: NumericSlice,
  facts: ArrayFacts,
  { width, channels }: { readonly width: number; readonly channels: number },
  { x, y }: { readonly x: number; readonly y: number },
): string {
  const from = (y * width + x) * channels;
  const items = Array.from(slice.values.slice(from, from + channels) as ArrayLike<number | bigint>);
  const dtype = facts.dtype.kind === "float" ? facts.dtype : undefined;
  const texts = items.map((item) => (dtype === undefined ? String(item) : formatElement(item, dtype)));
  return texts.length === 1 ? (texts[0] ?? "") : `(${texts.join(", ")})`;
}
