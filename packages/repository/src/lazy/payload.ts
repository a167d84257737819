import { decodeMsgpack, encodeMsgpack, type MsgpackValue, type SChunk } from "@caterva2/blosc2";
import { decodeLazyPayload, type EncodedPayload, type LazyPayload, type PayloadValue } from "@caterva2/compute";

/** What an array file is instead of an array of its own: it holds no data to slice. */
export type CarrierKind = "lazy" | "reference";

/** Markers of python-blosc2's objects that are stored as empty arrays; undefined for a plain array. */
export function carrierKind(metalayers: ReadonlyMap<string, Uint8Array>): CarrierKind | undefined {
  if (metalayers.has("proxy-source")) return "reference";
  const marker = metalayers.get("b2o");
  if (marker !== undefined) {
    const content = decodeMsgpack(marker);
    const kind = content instanceof Map ? content.get("kind") : undefined;
    return kind === "lazyexpr" || kind === "lazyudf" ? "lazy" : "reference";
  }
  return metalayers.has("LazyArray") ? "lazy" : undefined;
}

/** What a carrier stands for. @throws expression.invalid */
export async function lazyPayload(schunk: SChunk): Promise<LazyPayload> {
  const [b2o, lazyArray] = ["b2o", "LazyArray"].map((name) => {
    const content = schunk.metalayers.get(name);
    return content === undefined ? undefined : decodeMsgpack(content);
  });
  return decodeLazyPayload({ b2o, lazyArray, vlmeta: await schunk.vlmeta() });
}

/** The metalayers and the vlmeta of a carrier as they are written. */
export function carrierMetadata({ metalayers, vlmeta }: EncodedPayload) {
  return {
    meta: new Map([...metalayers].map(([name, value]) => [name, encodeMsgpack(msgpackOf(value))] as const)),
    vlmeta: new Map([...vlmeta].map(([name, value]) => [name, msgpackOf(value)] as const)),
  };
}

function msgpackOf(value: PayloadValue): MsgpackValue {
  if (typeof value !== "object") return value;
  return new Map<MsgpackValue, MsgpackValue>([...value].map(([name, inner]) => [name, msgpackOf(inner)]));
}
