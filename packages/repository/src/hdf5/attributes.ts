import type { AttributeValue } from "@caterva2/hdf5";
import { type Json, jsonObject } from "../json.ts";

/** Attributes as JSON: bytes as text where they are UTF-8, else in base64; complex numbers as `[re, im]`; NaN as null. */
export function attributesJson(attributes: ReadonlyMap<string, AttributeValue>): Record<string, Json> {
  return jsonObject([...attributes].map(([name, value]) => [name, attributeJson(value)])) as Record<string, Json>;
}

function attributeJson(value: AttributeValue): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return value.toBase64();
  if (isList(value)) return value.map(attributeJson);
  return jsonObject(Object.entries(value).map(([name, inner]) => [name, attributeJson(inner)]));
}

function isList(value: object): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
