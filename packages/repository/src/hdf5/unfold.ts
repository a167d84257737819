import { encodeSChunk, type OpenOptions } from "@caterva2/blosc2";
import { type Hdf5File, type Hdf5Object, isPathName } from "@caterva2/hdf5";
import { CatervaError } from "@caterva2/ndarray";
import { checkKey, type TreeFile } from "@caterva2/storage";
import { infoText } from "../json.ts";
import { compressedName, isHidden, isTreeDirectory } from "../naming.ts";
import { attempt } from "./attempt.ts";
import { attributesJson } from "./attributes.ts";
import { proxyFrame } from "./proxy.ts";

/** Attributes of a group, as JSON, beside what the group holds. */
const GROUP_ATTRIBUTES = "!_attrs_.json";

const MAX_FILES = 200_000;
/** Longest file name, in bytes, on the file systems that there are. */
const MAX_NAME = 255;

/**
 * What an HDF5 file unfolds into: an array that stands for each dataset (also for those that soft links lead to), and
 * the attributes of each group. What Blosc2 cannot hold, and names that no directory can hold, are left out. `made` is
 * told of each file.
 * @throws request.invalid for a file without a dataset, limit.exceeded
 */
export async function unfoldedFiles(
  hdf5: Hdf5File,
  options: OpenOptions,
  made: () => void = () => undefined,
): Promise<TreeFile[]> {
  const { codec } = options;
  const walked = await hdf5.walk();
  const groups: Place[] = [{ path: "", object: hdf5.root }];
  const datasets: Place[] = [];
  for (const { kind, address, path, problem } of walked) {
    if (!isStorable(path)) continue;
    if (kind === "group") groups.push({ path, object: { kind, address } });
    else if (kind === "dataset" && problem === undefined) datasets.push({ path, object: { kind, address } });
  }
  for (const group of groups) datasets.push(...(await softDatasets(hdf5, group)));
  const directories = new Set(groups.map(({ path }) => path));
  const files: TreeFile[] = [];
  for (const { path, object } of datasets) {
    // A group may have the name that the array would get.
    if (directories.has(`${path}.b2nd`)) continue;
    const bytes = await attempt(async () =>
      proxyFrame(await hdf5.dataset(object), path, await hdf5.attributes(object), options),
    );
    if (bytes !== undefined) files.push({ path: `${path}.b2nd`, bytes });
    made();
    if (files.length > MAX_FILES) throw tooMany();
  }
  if (files.length === 0) {
    throw new CatervaError(
      "request.invalid",
      "The file has no dataset that can be served: there is nothing to unfold.",
    );
  }
  for (const { path, object } of groups) {
    const attributes = (await attempt(() => hdf5.attributes(object))) ?? new Map();
    const bytes = new TextEncoder().encode(infoText(attributesJson(attributes)));
    const name = compressedName(GROUP_ATTRIBUTES);
    files.push({ path: path === "" ? name : `${path}/${name}`, bytes: encodeSChunk(bytes, { codec, typesize: 1 }) });
    made();
    if (files.length > MAX_FILES) throw tooMany();
  }
  return files;
}

interface Place {
  readonly path: string;
  readonly object: Hdf5Object;
}

/** The datasets that soft links of a group lead to. */
async function softDatasets(hdf5: Hdf5File, group: Place): Promise<Place[]> {
  const found: Place[] = [];
  for (const { name, target } of (await attempt(() => hdf5.links(group.object)))?.values() ?? []) {
    const path = group.path === "" ? name : `${group.path}/${name}`;
    if (target.kind !== "soft" || !isPathName(name) || !isStorable(path)) continue;
    const object = await attempt(() => hdf5.resolve(path));
    if (object?.kind === "dataset") found.push({ path, object });
  }
  return found;
}

/** Whether every part of a path can be a name in a directory. */
function isStorable(path: string): boolean {
  try {
    checkKey(path);
  } catch {
    return false;
  }
  const encoder = new TextEncoder();
  return path
    .split("/")
    .every((name) => !isHidden(name) && !isTreeDirectory(name) && encoder.encode(`${name}.b2nd`).length <= MAX_NAME);
}

function tooMany(): CatervaError {
  return new CatervaError("limit.exceeded", `The file would unfold into more than ${MAX_FILES} files.`);
}
