import type { AxisText, ImagePlot } from "@caterva2/plot";
import { type RefObject, useEffect, useState } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { Statistics } from "../../data/port.ts";
import type { AxisTerm } from "../../state/place.ts";
import { ReadOutBar } from "../plot/ReadOutBar.tsx";
import { readOutText } from "../plot/read-out-text.ts";
import { itemText } from "../plot/SliceNumbers.tsx";
import { itemsAt, positionText, type ReadPlane } from "./plane.ts";

interface ReadOutProps {
  readonly plot: RefObject<ImagePlot | null>;
  readonly facts: ArrayFacts;
  readonly at: readonly AxisTerm[];
  /** What is shown, the finest first. */
  readonly planes: readonly ReadPlane[];
  readonly statistics: Statistics | undefined;
  /** What stands at the axes. */
  readonly x: AxisText | undefined;
  readonly y: AxisText | undefined;
}

/** Index and value under the pointer in full precision, and the numbers of the slice. */
export function ReadOut({ plot, facts, at, planes, statistics, x, y }: ReadOutProps) {
  const [point, setPoint] = useState<{ x: number; y: number; by: "pointer" | "keyboard" }>();
  const shown = planes.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot is there once a slice is.
  useEffect(() => plot.current?.onPointer((pointer) => setPoint(pointer ?? undefined)), [plot, shown]);
  const found = point && itemsAt(planes, point.x, point.y);
  const places = found
    ? [
        { text: y, index: found.y },
        { text: x, index: found.x },
      ]
    : [];
  const text = found
    ? readOutText(positionText(at, facts, found.x, found.y), valueText(found.items, facts), places)
    : "";
  return <ReadOutBar text={text} by={point?.by} hint="Point at the picture to read a value." statistics={statistics} />;
}

function valueText(items: readonly (number | bigint)[], { dtype }: ArrayFacts): string {
  const texts = items.map((item) => itemText(item, dtype));
  return texts.length === 1 ? (texts[0] ?? "") : `(${texts.join(", ")})`;
}
