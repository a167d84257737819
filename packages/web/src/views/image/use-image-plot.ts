import {
  type Aspect,
  type AxisText,
  createImagePlot,
  type ImagePlot,
  type PlotImage,
  type ViewBox,
} from "@caterva2/plot";
import { type RefObject, useEffect, useRef } from "react";
import type { ViewState } from "../../state/place.ts";
import type { Colours } from "./colours.ts";
import { pictureOf, type ReadPlane } from "./plane.ts";

interface PlotInput {
  readonly label: string;
  readonly plane: ReadPlane | undefined;
  /** A finer part of the plane; `waiting` for another one leaves the last one on screen. */
  readonly detail: ReadPlane | "waiting" | undefined;
  readonly colours: Colours;
  readonly box: ViewState["box"];
  /** What stands at the axes. */
  readonly x: AxisText | undefined;
  readonly y: AxisText | undefined;
  readonly aspect: Aspect;
  /** The part on screen after zoom or pan; undefined when all of it is. */
  readonly onBox: (box: ViewState["box"]) => void;
}

/** Keeps an image plot in `host` in step with its input; nothing here asks for data. */
export function useImagePlot(host: RefObject<HTMLDivElement | null>, input: PlotInput): RefObject<ImagePlot | null> {
  const plot = useRef<ImagePlot>(null);
  const latest = useRef(input);
  /** True while we move the view ourselves: what it says then is no news. */
  const quiet = useRef(false);
  latest.current = input;
  const { plane, detail, colours, box, label, x, y, aspect } = input;
  const slice = plane?.slice;
  const boxKey = box?.join();

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = createImagePlot(element, { label });
    plot.current = made;
    const stop = made.onViewChange((view) => {
      const now = boxOf(view, latest.current.plane);
      if (!quiet.current && now?.join() !== latest.current.box?.join()) latest.current.onBox(now);
    });
    return () => {
      stop();
      made.destroy();
      plot.current = null;
    };
  }, [host, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot, which then needs its image again.
  useEffect(() => {
    const now = plot.current;
    if (plane === undefined || now === null) return;
    quiet.current = true;
    now.setImage(imageOf(plane));
    quiet.current = false;
  }, [slice, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new image has no detail yet.
  useEffect(() => {
    if (slice !== undefined && detail !== "waiting") plot.current?.setDetail(detail && imageOf(detail));
  }, [detail === "waiting" ? detail : detail?.slice, slice, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => {
    plot.current?.setColorMap(colours.map, colours.invert);
    plot.current?.setLimits(colours.limits);
    plot.current?.setScale(colours.scale);
  }, [colours.map, colours.invert, colours.limits?.low, colours.limits?.high, colours.scale, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => plot.current?.setAxes(x, y), [x, y, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  useEffect(() => plot.current?.setAspect(aspect), [aspect, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link's part is shown once there is an image, and when it changes.
  useEffect(() => {
    const now = plot.current;
    if (now === null || slice === undefined || boxOf(now.view, plane)?.join() === boxKey) return;
    quiet.current = true;
    if (box) now.setView(viewOf(box));
    else now.fit();
    quiet.current = false;
  }, [boxKey, slice === undefined, label]);
  return plot;
}

function viewOf([x0, y0, x1, y1]: NonNullable<ViewState["box"]>): ViewBox {
  return { x0, x1, y0, y1 };
}

function imageOf({ slice, placement }: ReadPlane): PlotImage {
  const { width, height, channels } = pictureOf(slice);
  const rgb = channels === 3 || channels === 4 ? ({ rgb: channels } as const) : {};
  return { data: slice.values, width, height, placement, ...rgb };
}

/** The box of a view, to hundredths of a pixel; undefined when the whole picture is in it. */
function boxOf(view: ViewBox, plane: ReadPlane | undefined): ViewState["box"] {
  if (plane === undefined) return undefined;
  const { width, height } = plane.placement;
  const whole = view.x0 <= 0 && view.y0 <= 0 && view.x1 >= width && view.y1 >= height;
  if (whole) return undefined;
  const round = (value: number) => Math.round(value * 100) / 100;
  return [round(view.x0), round(view.y0), round(view.x1), round(view.y1)];
}
