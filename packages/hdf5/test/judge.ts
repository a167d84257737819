import { createHash } from "node:crypto";
import { formatDType, isCatervaError, type NDArray, type Selection, wholeSelection } from "@caterva2/ndarray";
import type { AttributeValue, Hdf5File } from "../src/index.ts";

/** dtype, shape (null for a null dataspace), digests of the whole array and of two slices. */
type ExpectedDataset = readonly [string, readonly number[] | null, ...string[]];

/** What h5py finds in a file; null for a dataset that NumPy cannot hold. */
export interface Expected {
  readonly datasets: Readonly<Record<string, ExpectedDataset | null>>;
  readonly attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What h5py reads and we do not, with the words that say so. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  sz3: "SZ3",
  away: "other files",
  some_away: "other files",
  own: "its own source",
};

/** What we make of a file, in the form of {@link Expected}: a dataset that we cannot read is the words that say why. */
export async function judged(file: Hdf5File, expected: Expected) {
  const datasets: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  for (const path of Object.keys(expected.datasets)) datasets[path] = await readDataset(file, path);
  for (const path of Object.keys(expected.attributes)) {
    const object = await file.resolve(path);
    const found = object === undefined ? [] : await file.attributes(object);
    attributes[path] = JSON.parse(JSON.stringify(Object.fromEntries(found), plain));
  }
  return { datasets, attributes };
}

/** What h5py finds, without the attributes that are references. */
export function shown({ attributes }: Expected): Record<string, unknown> {
  const kept = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => !isReference(value)));
  return Object.fromEntries(Object.entries(attributes).map(([path, values]) => [path, kept(values)]));
}

function isReference(value: unknown): boolean {
  return value === "REFERENCE" || (Array.isArray(value) ? value : Object.values(value ?? {})).some(isReferenceOnly);
}

function isReferenceOnly(value: unknown): boolean {
  return typeof value === "object" && value !== null ? isReference(value) : value === "REFERENCE";
}

async function readDataset(file: Hdf5File, path: string): Promise<unknown> {
  try {
    const object = await file.resolve(path);
    if (object === undefined) return "is not found";
    const dataset = await file.dataset(object);
    if (dataset.isNull) return [formatDType(dataset.dtype), null];
    const read = async (selection: Selection) => digest(await dataset.read(selection));
    const slices: string[] = [];
    for (const selection of slicesOf(dataset.shape)) slices.push(await read(selection));
    const whole = await read(wholeSelection(dataset.shape));
    return [formatDType(dataset.dtype), [...dataset.shape], whole, ...slices];
  } catch (error) {
    if (isCatervaError(error) && error.code !== "internal.unexpected") return error.message;
    throw error;
  }
}

/** As slices_of in interop/hdf5/make_files.py. */
function slicesOf(shape: readonly number[]): Selection[] {
  if (shape.length === 0 || shape.includes(0)) return [];
  const third = (extent: number) => Math.floor(extent / 3);
  const middle = shape.map(
    (extent) => ({ kind: "range", start: third(extent), step: 1, count: third(extent) + 1 }) as const,
  );
  const every = shape
    .slice(1)
    .map((extent) => ({ kind: "range", start: 0, step: 3, count: Math.ceil(extent / 3) }) as const);
  return [middle, [{ kind: "index", index: Math.floor((shape[0] ?? 0) / 2) }, ...every]];
}

function digest({ data }: NDArray): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 12);
}

function plain(_: string, value: AttributeValue): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value) && value.length > 1000 && value.every((one) => one === value[0])) {
    return { all: value[0], items: value.length };
  }
  return value;
}
