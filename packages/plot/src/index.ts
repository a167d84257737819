export type { AxisText } from "./axis-text.ts";
export {
  COLOR_MAP_NAMES,
  type ColorMapName,
  type ColorTable,
  colorGradient,
  colorTable,
  isColorMapName,
} from "./color-maps.ts";
export { colorIndex, colorOf } from "./colour.ts";
export { type Histogram, histogramOf } from "./histogram.ts";
export { createImagePlot, type ImagePlot, type ImagePlotOptions, type ImagePointer } from "./image/image-plot.ts";
export { type Sample, sampleAt } from "./image/picture.ts";
export type { Placement, PlotImage } from "./image/renderer.ts";
export type { Aspect, ViewBox } from "./image/view.ts";
export { finiteSample, minMaxLimits, percentileLimits, positiveMin, symmetricLimits } from "./limits.ts";
export { LINE_COLORS, type LineView } from "./line/line-painter.ts";
export {
  createLinePlot,
  type LinePlot,
  type LinePlotOptions,
  type LinePointer,
} from "./line/line-plot.ts";
export type { LineSeries } from "./line/lines.ts";
export { numberText } from "./number-text.ts";
export type { NumericArray } from "./numeric-array.ts";
export type { Plot } from "./plot.ts";
export { type Limits, type Norm, normOf, positionOf, SCALE_NAMES, type ScaleName, valueAt } from "./scale.ts";
export { type BandIndex, type Bands, bandIndex, thin } from "./thin.ts";
export { niceStep, type Tick, ticksOf } from "./ticks.ts";
