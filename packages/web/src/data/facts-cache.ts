import type { Facts } from "./facts.ts";
import type { DataPort } from "./port.ts";

const LIMIT = 500;
const cache = new Map<string, Promise<Facts>>();

/** Facts of a file at one time of modification: they never change, so lists ask for them once. */
export function cachedFacts(data: DataPort, path: string, mtime: string): Promise<Facts> {
  const key = `${mtime} ${path}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const facts = data.facts(path);
  cache.set(key, facts);
  facts.catch(() => cache.delete(key));
  const oldest = cache.size > LIMIT ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  return facts;
}
