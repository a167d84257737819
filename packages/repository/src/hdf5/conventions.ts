import { type AttributeValue, defaultPlot, dimensionScales, type Hdf5File, type PlotField } from "@caterva2/hdf5";

/** What a dimension of a dataset is called; `path` of its values is seen from the file. */
export interface NamedDimension {
  readonly label: string;
  readonly units: string | null;
  readonly path: string | null;
}

/** What a NeXus group wants to be shown first; paths are seen from the file. */
export interface PlotInfo {
  readonly signal: NamedDimension;
  /** One entry a dimension; null for one without an axis. */
  readonly axes: (NamedDimension | null)[];
  readonly title: string | null;
}

type Attributes = ReadonlyMap<string, AttributeValue>;

const WITH_PLOTS: ReadonlySet<unknown> = new Set(["NXroot", "NXentry", "NXsubentry", "NXdata"]);

/** The default plot of a group. Only those are looked into that say that they are of NeXus, and the root. */
export async function plotInfo(hdf5: Hdf5File, inner: string, attributes: Attributes): Promise<PlotInfo | undefined> {
  if (inner !== "" && !saysPlot(attributes)) return undefined;
  const plot = await defaultPlot(hdf5, inner);
  if (plot === undefined) return undefined;
  return {
    signal: named(plot.signal),
    axes: plot.axes.map((axis) => (axis === undefined ? null : named(axis))),
    title: plot.title ?? null,
  };
}

/** What the dimensions of a dataset are: as its NeXus group says, else by its dimension scales; undefined if nobody says. */
export async function dimensionsInfo(
  hdf5: Hdf5File,
  inner: string,
): Promise<readonly (NamedDimension | null)[] | undefined> {
  const parent = inner.slice(0, Math.max(0, inner.lastIndexOf("/")));
  const group = await hdf5.resolve(parent);
  const attributes = group === undefined ? new Map() : await hdf5.attributes(group);
  if (saysPlot(attributes)) {
    const plot = await defaultPlot(hdf5, parent);
    if (plot !== undefined && plain(plot.signal.path) === inner && plot.axes.some((axis) => axis !== undefined)) {
      return plot.axes.map((axis) => (axis === undefined ? null : named(axis)));
    }
  }
  const dimensions = await dimensionScales(hdf5, inner);
  if (dimensions.length === 0) return undefined;
  return dimensions.map(({ label, scales: [scale] }) => {
    const name = label ?? scale?.name;
    if (name === undefined) return null;
    const path = scale?.link === undefined ? null : plain(`${parent}/${scale.link}`);
    return { label: name, units: scale?.units ?? null, path };
  });
}

function saysPlot(attributes: Attributes): boolean {
  return attributes.has("signal") || attributes.has("default") || WITH_PLOTS.has(attributes.get("NX_class"));
}

function named({ label, units, path }: PlotField): NamedDimension {
  return { label, units: units ?? null, path: plain(path) };
}

function plain(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "")
    .join("/");
}
