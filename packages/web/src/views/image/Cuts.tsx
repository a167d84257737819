import { type AxisText, createLinePlot, type ImagePlot, type LinePlot, type LineSeries } from "@caterva2/plot";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { AxisTerm, ScaleName } from "../../state/place.ts";
import { type CutPoint, cutOf } from "./cut.ts";
import { positionText, type ReadPlane } from "./plane.ts";

interface CutsProps {
  readonly plot: RefObject<ImagePlot | null>;
  readonly facts: ArrayFacts;
  readonly at: readonly AxisTerm[];
  /** What was pointed at before. */
  readonly first: CutPoint | undefined;
  /** All of the plane, and a finer part of it. */
  readonly plane: ReadPlane;
  readonly detail: ReadPlane | undefined;
  readonly scale: ScaleName;
  readonly x: AxisText | undefined;
  readonly y: AxisText | undefined;
}

/** The values along the row and the column at the pointer; at the middle until something was pointed at. */
export default function Cuts({ plot, facts, at, first, plane, detail, scale, x, y }: CutsProps) {
  const { width, height } = plane.placement;
  const [pointed, setPointed] = useState<CutPoint | undefined>(first);
  const point = useMemo<CutPoint>(
    () => pointed ?? { x: Math.floor(width / 2), y: Math.floor(height / 2) },
    [pointed, width, height],
  );
  useEffect(() => plot.current?.onPointer((pointer) => pointer && setPointed(pointer)), [plot]);
  useEffect(() => plot.current?.setCut(point), [plot, point]);
  useEffect(() => () => plot.current?.setCut(undefined), [plot]);
  // Thinned planes and their finer parts have rows of their own: both say which.
  return (
    <div className="cuts">
      {(["row", "column"] as const).map((along) => (
        <Cut
          key={along}
          label={along === "row" ? "Values along the row" : "Values along the column"}
          place={positionText(
            at.map((term) => (term === (along === "row" ? "x" : "y") ? { start: 0, stop: 0 } : term)),
            facts,
            point.x,
            point.y,
          )}
          whole={cutOf(plane, point, along)}
          finer={detail && cutOf(detail, point, along)}
          scale={scale}
          text={along === "row" ? x : y}
        />
      ))}
    </div>
  );
}

interface CutProps {
  readonly label: string;
  readonly place: string;
  readonly whole: LineSeries | undefined;
  readonly finer: LineSeries | undefined;
  readonly scale: ScaleName;
  readonly text: AxisText | undefined;
}

function Cut({ label, place, whole, finer, scale, text }: CutProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot>(null);
  useEffect(() => {
    if (host.current === null) return;
    const made = createLinePlot(host.current, { label });
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names and the data stand for the lines.
  useEffect(() => {
    plot.current?.setSeries(whole ? [whole] : []);
    plot.current?.setDetail(finer && [finer]);
  }, [whole?.name, whole?.data.buffer, finer?.name, finer?.data.buffer]);
  useEffect(() => plot.current?.setScale(scale), [scale]);
  useEffect(() => plot.current?.setAxes(text, undefined), [text]);
  return (
    <section aria-label={label}>
      <h3>{place}</h3>
      <div className="cut-host" ref={host} />
    </section>
  );
}
