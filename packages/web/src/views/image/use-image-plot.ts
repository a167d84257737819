import { createImagePlot, type ImagePlot, type ViewBox } from "@caterva2/plot";
import { type RefObject, useEffect, useRef } from "react";
import type { NumericSlice } from "../../data/port.ts";
import type { ViewState } from "../../state/place.ts";
import type { Colours } from "./colours.ts";
import { pictureOf } from "./plane.ts";

interface PlotInput {
  readonly label: string;
  readonly slice: NumericSlice | undefined;
  readonly colours: Colours;
  readonly box: ViewState["box"];
  /** The part on screen after zoom or pan; undefined when all of it is. */
  readonly onBox: (box: ViewState["box"]) => void;
}

/** Keeps an image plot in `host` in step with its input; nothing here asks for data. */
export function useImagePlot(host: RefObject<HTMLDivElement | null>, input: PlotInput): RefObject<ImagePlot | null> {
  const plot = useRef<ImagePlot>(null);
  const latest = useRef(input);
  latest.current = input;
  const { slice, colours, box, label } = input;
  const size = slice === undefined ? "" : `${pictureOf(slice).width} ${pictureOf(slice).height}`;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = createImagePlot(element, { label });
    plot.current = made;
    // The plot says where it is also after its own first fit: only what differs from the link is news.
    const stop = made.onViewChange((view) => {
      const now = boxOf(view, latest.current.slice);
      if (now?.join() !== latest.current.box?.join()) latest.current.onBox(now);
    });
    return () => {
      stop();
      made.destroy();
      plot.current = null;
    };
  }, [host, label]);

  useEffect(() => {
    if (slice === undefined) return;
    const { width, height, channels } = pictureOf(slice);
    const wanted = latest.current.box;
    const rgb = channels === 3 || channels === 4 ? { rgb: channels } as const : {};
    latest.current = { ...latest.current, onBox: () => undefined };
    plot.current?.setImage({ data: slice.values, width, height, ...rgb });
    if (wanted) plot.current?.setView(viewOf(wanted));
    latest.current = input;
    // biome-ignore lint/correctness/useExhaustiveDependencies: a new slice is the only reason to hand over an image.
  }, [slice, label]);

  useEffect(() => {
    plot.current?.setColorMap(colours.map, colours.invert);
    plot.current?.setLimits(colours.limits);
    plot.current?.setScale(colours.scale);
    // biome-ignore lint/correctness/useExhaustiveDependencies: `label` remakes the plot.
  }, [colours.map, colours.invert, colours.limits?.low, colours.limits?.high, colours.scale, label]);

  const boxKey = box?.join();
  useEffect(() => {
    const now = plot.current;
    if (now === null || size === "" || boxOf(now.view, latest.current.slice)?.join() === boxKey) return;
    if (latest.current.box) now.setView(viewOf(latest.current.box));
    else now.fit();
  }, [boxKey, size]);
  return plot;
}

function viewOf([x0, y0, x1, y1]: NonNullable<ViewState["box"]>): ViewBox {
  return { x0, x1, y0, y1 };
}

/** The box of a view, to hundredths of a pixel; undefined when the whole image is in it. */
function boxOf(view: ViewBox, slice: NumericSlice | undefined): ViewState["box"] {
  if (slice === undefined) return undefined;
  const { width, height } = pictureOf(slice);
  const whole = view.x0 <= 0 && view.y0 <= 0 && view.x1 >= width && view.y1 >= height;
  if (whole) return undefined;
  const round = (value: number) => Math.round(value * 100) / 100;
  return [round(view.x0), round(view.y0), round(view.x1), round(view.y1)];
}
