import type { AttributeValue } from "../attributes/value.ts";
import type { Hdf5File, Hdf5Object } from "../file.ts";
import { attempt, isProblem } from "../format/attempt.ts";
import { namesOfValue, numberOfValue, textOfValue } from "./texts.ts";

/** A dataset that a plot shows. */
export interface PlotField {
  /** From the root of the file. */
  readonly path: string;
  /** What the file calls it for readers, else its name. */
  readonly label: string;
  readonly units: string | undefined;
}

/** What a NeXus file wants to be shown first. */
export interface DefaultPlot {
  readonly signal: PlotField;
  /** One entry a dimension of the signal; undefined for a dimension without an axis. */
  readonly axes: readonly (PlotField | undefined)[];
  readonly units: string | undefined;
  readonly title: string | undefined;
}

type AttributeMap = ReadonlyMap<string, AttributeValue>;

/** A group or dataset with what describes it. */
interface Place {
  readonly path: string;
  readonly object: Hdf5Object;
  readonly attributes: AttributeMap;
}

/** Steps of `default` attributes that are followed. */
const MAX_STEPS = 16;
/** Members of a group that are looked at for an entry, its data or the signal. */
const MAX_MEMBERS = 1000;

/**
 * The default plot below a group, by the NeXus conventions: `default` attributes lead to an NXdata group, whose `signal`
 * and `axes` name datasets; files without `default` are searched for their first entry and data; the older ways, marks
 * on the datasets themselves, count as well. Undefined where there is none.
 */
export async function defaultPlot(file: Hdf5File, path = "/"): Promise<DefaultPlot | undefined> {
  let place = await placeAt(file, path);
  for (let step = 0; step < MAX_STEPS && place?.object.kind === "group"; step += 1) {
    const plot = await plotOf(file, place);
    if (plot !== undefined) return plot;
    place = await nextPlace(file, place);
  }
  return undefined;
}

async function nextPlace(file: Hdf5File, place: Place): Promise<Place | undefined> {
  const chosen = textOfValue(place.attributes.get("default"));
  if (chosen) return placeAt(file, chosen.startsWith("/") ? chosen : join(place.path, chosen));
  const members = await membersOf(file, place);
  const ofClass = (name: string) => members.find(({ attributes }) => textOfValue(attributes.get("NX_class")) === name);
  return ofClass("NXdata") ?? ofClass("NXentry");
}

async function plotOf(file: Hdf5File, group: Place): Promise<DefaultPlot | undefined> {
  const signal = await signalOf(file, group);
  if (signal === undefined) return undefined;
  const dataset = await attempt(() => file.dataset(signal.object));
  if (isProblem(dataset)) return undefined;
  const names = await axisNames(file, group, signal, dataset.shape.length);
  const axes: (PlotField | undefined)[] = [];
  for (const name of names) {
    const axis = name === undefined ? undefined : await placeAt(file, join(group.path, name));
    axes.push(axis?.object.kind === "dataset" ? fieldOf(axis) : undefined);
  }
  const field = fieldOf(signal);
  return { signal: field, axes, units: field.units, title: await titleOf(file, group) };
}

async function signalOf(file: Hdf5File, group: Place): Promise<Place | undefined> {
  const name = textOfValue(group.attributes.get("signal"));
  if (name) {
    const place = await placeAt(file, join(group.path, name));
    return place?.object.kind === "dataset" ? place : undefined;
  }
  if (textOfValue(group.attributes.get("NX_class")) !== "NXdata") return undefined;
  const marked = (await membersOf(file, group)).filter(({ object }) => object.kind === "dataset");
  return marked.find(({ attributes }) => numberOfValue(attributes.get("signal")) === 1);
}

/** The name of the axis of every dimension. */
async function axisNames(
  file: Hdf5File,
  group: Place,
  signal: Place,
  rank: number,
): Promise<readonly (string | undefined)[]> {
  const names = new Array<string | undefined>(rank).fill(undefined);
  const put = (axis: number, name: string): void => {
    if (axis >= 0 && axis < rank && name !== "" && name !== ".") names[axis] ??= name;
  };
  const listed = namesOfValue(group.attributes.get("axes")) ?? namesOfValue(signal.attributes.get("axes"));
  if (listed !== undefined) {
    for (const [position, name] of listed.entries()) {
      const indices = group.attributes.get(`${name}_indices`);
      const axis = numberOfValue(Array.isArray(indices) ? indices[0] : indices);
      put(axis ?? position, name);
    }
    return names;
  }
  // The oldest way: a dataset says which dimension it is the axis of, counted from 1.
  const members = (await membersOf(file, group)).filter(({ object }) => object.kind === "dataset");
  const isPrimary = ({ attributes }: Place): boolean => numberOfValue(attributes.get("primary")) === 1;
  for (const member of [...members.filter(isPrimary), ...members]) {
    const axis = numberOfValue(member.attributes.get("axis"));
    if (axis !== undefined && member.path !== signal.path) put(axis - 1, lastName(member.path));
  }
  return names;
}

async function titleOf(file: Hdf5File, { path, attributes }: Place): Promise<string | undefined> {
  const own = textOfValue(attributes.get("title"));
  if (own !== undefined) return own;
  const place = await placeAt(file, join(path, "title"));
  if (place?.object.kind !== "dataset") return undefined;
  const value = await attempt(() => file.value(place.object));
  return isProblem(value) ? undefined : textOfValue(value);
}

function fieldOf({ path, attributes }: Place): PlotField {
  const label = textOfValue(attributes.get("long_name")) || lastName(path);
  return { path, label, units: textOfValue(attributes.get("units")) };
}

/** The members of a group in alphabetical order; links out of the file and damaged objects are passed over. */
async function membersOf(file: Hdf5File, { path, object }: Place): Promise<Place[]> {
  const links = await attempt(() => file.links(object));
  if (isProblem(links)) return [];
  const places: Place[] = [];
  for (const name of [...links.keys()].sort().slice(0, MAX_MEMBERS)) {
    const place = await placeAt(file, join(path, name));
    if (place !== undefined) places.push(place);
  }
  return places;
}

async function placeAt(file: Hdf5File, path: string): Promise<Place | undefined> {
  const place = await attempt(async () => {
    const object = await file.resolve(path);
    return object === undefined ? undefined : { path, object, attributes: await file.attributes(object) };
  });
  return isProblem(place) ? undefined : place;
}

function join(path: string, name: string): string {
  return path.endsWith("/") ? `${path}${name}` : `${path}/${name}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
