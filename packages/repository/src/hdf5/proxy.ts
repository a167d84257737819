import { type CodecName, fillB2nd, type MsgpackValue, type OpenOptions } from "@caterva2/blosc2";
import type { AttributeValue, Hdf5Dataset } from "@caterva2/hdf5";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { memorySink } from "../memory-sink.ts";
import { type FoundFile, resolve } from "../resolve.ts";
import { readableArray } from "./hdf5-array.ts";

/**
 * Unfolding makes an empty array of every dataset, which stands for it: the vlmeta name the dataset, and the place of
 * the array names the file, which is as many directories up as the name has parts.
 */
const KIND = "_ftype";
const DATASET = "_dsetname";

/** python-blosc2 opens no frame with more vlmeta entries than this, or with longer names (in bytes). */
const MAX_ENTRIES = 16;
const MAX_NAME = 31;
const MAX_ATTRIBUTE = 64 * 1024;
/** Codecs by the numbers of the Blosc2 API. */
const CODECS: Readonly<Record<number, CodecName>> = { 0: "blosclz", 1: "lz4", 2: "lz4hc", 4: "zlib", 5: "zstd" };
/** Longest name of a dataset, in characters. */
const MAX_PATH = 4096;

/** The dataset that the vlmeta of an empty array name; undefined for an array that stands for none. */
export function proxiedDataset(vlmeta: ReadonlyMap<string, MsgpackValue>): string | undefined {
  const name = vlmeta.get(DATASET);
  if (vlmeta.get(KIND) !== "hdf5" || typeof name !== "string" || name.length > MAX_PATH) return undefined;
  return name
    .split("/")
    .filter((part) => part !== "")
    .join("/");
}

/** What clients see as the vlmeta of a proxy beside the attributes. */
export function proxyMarks(inner: string): Record<string, string> {
  return { [KIND]: "hdf5", [DATASET]: inner };
}

/** The HDF5 file that a proxy at this place belongs to. @throws path.not_found */
export async function fileOfProxy(proxy: FoundFile, inner: string): Promise<FoundFile> {
  const above = proxy.key.split("/").slice(0, -inner.split("/").length).join("/");
  for (const suffix of above === "" ? [] : [".h5", ".hdf5"]) {
    try {
      const found = await resolve({ ...proxy, key: above + suffix });
      if (found.kind === "file" && found.stored === "container") return found;
    } catch (error) {
      if (!isCatervaError(error, "path.not_found")) throw error;
    }
  }
  throw new CatervaError("path.not_found", "The HDF5 file that this array was unfolded from is not beside it.");
}

/** The frame of a proxy: no items, but shape, dtype, the attributes that fit, and whose they are. */
export async function proxyFrame(
  dataset: Hdf5Dataset,
  inner: string,
  attributes: ReadonlyMap<string, AttributeValue>,
  options: OpenOptions,
): Promise<Uint8Array> {
  const { codec } = options;
  const { dtype, shape, chunks, blocks, cparams } = await readableArray(dataset, options);
  const vlmeta = new Map<string, MsgpackValue>([
    [KIND, "hdf5"],
    [DATASET, inner],
  ]);
  for (const [name, value] of attributes) {
    if (vlmeta.size >= MAX_ENTRIES) break;
    const fits = new TextEncoder().encode(name).length <= MAX_NAME && !vlmeta.has(name);
    const packed = fits ? attributeMsgpack(value) : undefined;
    if (packed !== undefined) vlmeta.set(name, packed);
  }
  const sink = memorySink();
  const name = CODECS[cparams.codec] ?? "zstd";
  const { clevel, filters, filtersMeta, splitMode } = cparams;
  const how = { codec, chunks, blocks, vlmeta, cparams: { codec: name, clevel, filters, filtersMeta, splitMode } };
  await fillB2nd(sink, { shape, dtype, fill: "zeros" }, how);
  return sink.bytes();
}

/** An attribute as MessagePack; undefined for one that is too large for the header of an array. */
function attributeMsgpack(value: AttributeValue): MsgpackValue | undefined {
  if (JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part)).length > MAX_ATTRIBUTE)
    return undefined;
  return packed(value);
}

function packed(value: AttributeValue): MsgpackValue {
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(packed);
  return new Map(Object.entries(value).map(([name, inner]) => [name, packed(inner)]));
}
