import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import { isColour, type ViewProps } from "../../dataset/view-props.ts";
import { AxisRows } from "../../slices/AxisRows.tsx";
import { unitsDiffer } from "../../slices/axis-names.ts";
import { useAxes } from "../../slices/use-axes.ts";
import { useAxisText } from "../../slices/use-axis-text.ts";
import { useNumbers } from "../../slices/use-numbers.ts";
import { axisOf } from "../../state/axes.ts";
import { baseName } from "../../state/place.ts";
import { formatBytes } from "../../ui/format.ts";
import { PlotStage } from "../plot/PlotStage.tsx";
import { numbersSentence } from "../plot/SliceNumbers.tsx";
import { usePlotControls } from "../plot/use-plot-controls.ts";
import { chooseColours } from "./colours.ts";
import type { CutPoint } from "./cut.ts";
import { ImageToolbar } from "./ImageToolbar.tsx";
import { planeOf, planesAhead, type ReadPlane } from "./plane.ts";
import { ReadOut } from "./ReadOut.tsx";
import { useImagePlot } from "./use-image-plot.ts";
import { useDetail, useReadPlane } from "./use-planes.ts";
import "./image.css";

const Cuts = lazy(() => import("./Cuts.tsx"));
const SCREEN = [
  { name: "x", label: "Across" },
  { name: "y", label: "Down" },
] as const;

/** Two axes of an array as a picture; the others have sliders. */
export default function ImageView({ facts, state, update }: ViewProps<ArrayFacts>) {
  const { announce } = useApp();
  const colour = isColour(facts);
  const isComplex = facts.dtype.kind === "complex";
  const part = state.part ?? "amplitude";
  const { at, act, travel } = useAxes(facts, state, update, { axes: 2, channels: colour });
  const plane = useMemo(() => planeOf(at, facts.shape, part), [at, facts.shape, part]);
  const image = useNumbers(facts, plane.request, planesAhead(at, facts.shape, part, travel));
  const shownPlane = useReadPlane(facts, plane, image);
  const detail = useDetail(facts, at, part, state.box);
  const shown = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const statistics = image.value?.statistics;
  const colours = chooseColours(state, statistics, isComplex);
  const { width, height, step } = plane.placement;
  const [across, down] = [axisOf(at, "x"), axisOf(at, "y")];
  const [xText, yText] = [useAxisText(facts, across), useAxisText(facts, down)];
  const [cuts, setCuts] = useState(false);
  const label = `Image of ${baseName(facts.path)}`;
  const plot = useImagePlot(host, {
    label,
    plane: shownPlane,
    detail,
    colours,
    box: state.box,
    x: xText,
    y: yText,
    aspect: unitsDiffer(facts, across, down) ? "fill" : "auto",
    onBox: (box) => update({ box }),
  });
  const pointed = useRef<CutPoint>(undefined);
  const drawn = shownPlane !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot is there once a slice is.
  useEffect(
    () =>
      plot.current?.onPointer((point) => {
        pointed.current = point ?? pointed.current;
      }),
    [plot, drawn],
  );
  const summary = statistics ? `${label}, ${height} rows and ${width} columns, ${numbersSentence(statistics)}.` : "";

  useEffect(() => {
    if (summary === "") return;
    const timer = setTimeout(() => announce(summary), 800);
    return () => clearTimeout(timer);
  }, [summary, announce]);

  const fullScreen = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void shown.current?.requestFullscreen();
  }, []);

  usePlotControls(plot, colours.scale, update, {
    c: () => update({ map: colours.nextMap }),
    a: () => update({ lim: undefined }),
    t: () => act({ kind: "transpose" }),
    p: () => setCuts(!cuts),
    f: fullScreen,
  });

  const bytes = formatBytes(Math.ceil((width * height) / step ** 2) * facts.dtype.itemsize);
  return (
    <div className="plot-view image-view" ref={shown}>
      <ImageToolbar
        colours={colours}
        statistics={statistics}
        colour={colour}
        part={isComplex ? part : undefined}
        locked={state.lim !== undefined}
        cuts={cuts}
        onCuts={() => setCuts(!cuts)}
        update={update}
        onFit={() => plot.current?.fit()}
        onZoom={(factor) => plot.current?.zoom(factor)}
        onFullScreen={fullScreen}
      />
      {step > 1 ? <p className="note">{noteOf(step, detail)}</p> : null}
      <PlotStage host={host} read={image} what={`${bytes} of ${baseName(facts.path)}`} />
      {cuts && shownPlane && !colour ? (
        <Suspense>
          <Cuts
            plot={plot}
            facts={facts}
            at={at}
            first={pointed.current}
            plane={shownPlane}
            detail={typeof detail === "object" ? detail : undefined}
            scale={colours.scale}
            x={xText}
            y={yText}
          />
        </Suspense>
      ) : null}
      <p className="sr-only">{summary}</p>
      <ReadOut
        plot={plot}
        facts={facts}
        at={at}
        planes={[detail, shownPlane].filter((shown) => typeof shown === "object")}
        statistics={statistics}
        x={xText}
        y={yText}
      />
      <AxisRows facts={facts} at={at} screen={SCREEN} act={act} busy={image.loading} />
    </div>
  );
}

/** What of a large image is on screen. */
function noteOf(step: number, detail: ReadPlane | "waiting" | undefined): string {
  if (detail === "waiting") return "Reading this part finer…";
  const now = detail?.placement.step ?? step;
  if (now === 1)
    return "Every row and column of this part is shown. The numbers below are of the whole image, thinned.";
  return `Large image: one of every ${now} rows and columns is shown. Zoom in to see more.`;
}
