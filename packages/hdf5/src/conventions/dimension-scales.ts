import type { AttributeValue } from "../attributes/value.ts";
import type { Hdf5File, Hdf5Object } from "../file.ts";
import { attempt, isProblem } from "../format/attempt.ts";
import { textOfValue } from "./texts.ts";

/** What a dimension of a dataset is said to be. */
export interface Dimension {
  /** From DIMENSION_LABELS. */
  readonly label: string | undefined;
  /** The datasets that are attached to the dimension as its scales, in order. */
  readonly scales: readonly Scale[];
}

export interface Scale {
  readonly object: Hdf5Object;
  /** The name that the scale says it has, else its link's beside the dataset. */
  readonly name: string | undefined;
  /** Its link beside the dataset, if it has one there. */
  readonly link: string | undefined;
  readonly units: string | undefined;
}

/** netCDF writes this for a dimension that has no variable. */
const NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable";

/**
 * The dimension scales of a dataset, by HDF5's convention (netCDF's dimensions are these too): one entry a dimension,
 * none where there are no scales or labels. `path` is the dataset's.
 */
export async function dimensionScales(file: Hdf5File, path: string): Promise<Dimension[]> {
  const object = await file.resolve(path);
  if (object?.kind !== "dataset") return [];
  const labels = labelsOf((await file.attributes(object)).get("DIMENSION_LABELS"));
  const lists = (await file.references(object, "DIMENSION_LIST")) ?? [];
  const names = await namesBeside(file, path);
  const dimensions: Dimension[] = [];
  for (let axis = 0; axis < Math.max(labels.length, lists.length); axis += 1) {
    const scales: Scale[] = [];
    for (const address of lists[axis] ?? []) {
      const scale = await attempt(() => scaleAt(file, address, names.get(address)));
      if (!isProblem(scale)) scales.push(scale);
    }
    dimensions.push({ label: labels[axis] || undefined, scales });
  }
  return dimensions;
}

async function scaleAt(file: Hdf5File, address: number, link: string | undefined): Promise<Scale> {
  const object = await file.object(address);
  const attributes = await file.attributes(object);
  const own = textOfValue(attributes.get("NAME"));
  const name = own === undefined || own === "" || own.startsWith(NO_VARIABLE) ? link : own;
  return { object, name, link, units: textOfValue(attributes.get("units")) };
}

function labelsOf(value: AttributeValue | undefined): string[] {
  return Array.isArray(value) ? value.map((label) => textOfValue(label) ?? "") : [];
}

/** Names of the objects in the dataset's group by their address. */
async function namesBeside(file: Hdf5File, path: string): Promise<Map<number, string>> {
  const group = await file.resolve(path.split("/").slice(0, -1).join("/"));
  const names = new Map<number, string>();
  if (group?.kind !== "group") return names;
  for (const { name, target } of (await file.links(group)).values()) {
    if (target.kind === "hard" && !names.has(target.address)) names.set(target.address, name);
  }
  return names;
}
