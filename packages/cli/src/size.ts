import { CatervaError } from "@caterva2/ndarray";

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * Bytes of a size as configurations spell it: a number, or one with K, M, G or T and maybe B or iB behind (`10GB`,
 * `1T`, `1.5 GiB`), all of them powers of 1024. @throws usage.invalid
 */
export function parseSize(value: unknown, name: string): number {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?)(?:i?B)?$/i.exec(String(value).trim());
  const unit = UNITS[match?.[2]?.toUpperCase() ?? ""];
  const bytes = match === null || unit === undefined ? Number.NaN : Math.floor(Number(match[1]) * unit);
  if ((typeof value === "string" || typeof value === "number") && Number.isSafeInteger(bytes)) return bytes;
  throw new CatervaError("usage.invalid", `The configuration's ${name} must be a size such as 500M, 10GB or 1T.`);
}
