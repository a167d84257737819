export type { AttributeProblem, Attributes } from "./attributes/attributes.ts";
export type { AttributeValue } from "./attributes/value.ts";
export { type DefaultPlot, defaultPlot, type PlotField } from "./conventions/default-plot.ts";
export { type Dimension, dimensionScales, type Scale } from "./conventions/dimension-scales.ts";
export type { FramePlaces, Hdf5Dataset, Hdf5Limits, RawChunk } from "./dataset/types.ts";
export { Hdf5File, type Hdf5Object, type Hdf5Options, openHdf5 } from "./file.ts";
export type { BlockRequest, Decompressors, FilterStep } from "./filters/types.ts";
export type { Link, LinkTarget, Members } from "./groups/types.ts";
export type { Walked } from "./walk.ts";
