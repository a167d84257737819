import type { ChunkCodec } from "@caterva2/blosc2";
import {
  type EncodedPayload,
  encodeExpressionPayload,
  encodeFunctionPayload,
  type LazyPayload,
  type OperandReference,
} from "@caterva2/compute";
import type { Dataset } from "../open-dataset.ts";
import { carrierFrame } from "./carrier-frame.ts";
import { carrierMetadata, lazyPayload } from "./payload.ts";
import { placeMeant, referenceTo, type StoredPlace } from "./references.ts";

/** Where a lazy array is stored, and where it is to be. */
export interface Relocation {
  readonly from: StoredPlace;
  readonly to: StoredPlace;
  /** The directory that goes along, if it is one, with all that is below it. */
  readonly along?: { readonly from: StoredPlace; readonly to: StoredPlace } | undefined;
  readonly stateDirectory: string | undefined;
}

/**
 * The frame of a lazy array that means at its new place what it meant at the old one: files are named relative to it.
 * Undefined for what is no lazy array, and for one that cannot be written anew: that goes as it is.
 */
export async function relocatedCarrier(
  dataset: Dataset,
  relocation: Relocation,
  codec: ChunkCodec,
): Promise<Uint8Array | undefined> {
  if (dataset.kind !== "carrier" || dataset.carrier !== "lazy") return undefined;
  const { array, schunk } = dataset;
  const payload = await lazyPayload(schunk);
  const operands = [...payload.operands].map(([name, reference]) => [name, moved(reference, relocation)] as const);
  const known = (name: string) => payload.operands.get(name);
  if (operands.every(([name, reference]) => pathIn(reference) === pathIn(known(name)))) return undefined;
  const encoded = encodedAnew(payload, new Map(operands));
  if (encoded === undefined) return undefined;
  const { meta, vlmeta } = carrierMetadata(encoded);
  // What the older form had is said by the new one; whatever else somebody wrote down stays.
  const kept = [...(await schunk.vlmeta())].filter(([name]) => name !== "b2o" && name !== "_LazyArray");
  return carrierFrame(array, { meta, vlmeta: new Map([...vlmeta, ...kept]) }, codec);
}

function pathIn(reference: OperandReference | undefined): string | undefined {
  return reference === undefined || reference.kind === "elsewhere" ? undefined : reference.path;
}

function moved(reference: OperandReference, { from, to, along, stateDirectory }: Relocation): OperandReference {
  if (reference.kind === "elsewhere") return reference;
  const meant = placeMeant(from, reference.path, stateDirectory);
  // What leads nowhere from the old place is not made to lead somewhere.
  if (meant === undefined) return reference;
  const { path } = referenceTo(to, along === undefined ? meant : placeAlong(meant, along));
  return { ...reference, path };
}

/** Where a place is once a directory has moved: with it, or where it was. */
function placeAlong(place: StoredPlace, { from, to }: NonNullable<Relocation["along"]>): StoredPlace {
  if (place.scope !== from.scope || !place.key.startsWith(`${from.key}/`)) return place;
  return { ...place, scope: to.scope, key: to.key + place.key.slice(from.key.length) };
}

function encodedAnew(
  payload: LazyPayload,
  operands: ReadonlyMap<string, OperandReference>,
): EncodedPayload | undefined {
  if ([...operands.values()].some(({ kind }) => kind === "elsewhere")) return undefined;
  if (payload.kind === "expression") return encodeExpressionPayload(payload.text, operands);
  return payload.language === "python" ? encodeFunctionPayload(payload.name, payload.source, operands) : undefined;
}
