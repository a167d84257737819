/** JSON, with integers beyond 2^53 as bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json };

/** An object of these entries; `__proto__` is a key like any other. */
export function jsonObject(entries: readonly (readonly [string, Json])[]): { readonly [key: string]: Json } {
  return Object.fromEntries(entries);
}

/** The JSON text of an info body: bigints become plain integers, which `JSON.stringify` alone refuses. */
export function infoText(info: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(info, (_, value: unknown) => (typeof value === "bigint" ? rawInteger(value) : value));
}

/** The type library does not know `JSON.rawJSON` (ECMA-262, 2026) yet. */
function rawInteger(value: bigint): unknown {
  const rawJson: unknown = "rawJSON" in JSON ? JSON.rawJSON : undefined;
  return typeof rawJson === "function" ? rawJson(value.toString()) : Number(value);
}
