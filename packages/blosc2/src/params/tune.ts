import type { Tuned, TuneRequest } from "./tuner.ts";

/**
 * Picks codec, level and filters by trial on blocks of the data itself: see `tuneNow` in tuner.ts, which is loaded when
 * it is first needed.
 * @throws request.invalid for data without a whole item
 */
export async function tuneParams(request: TuneRequest): Promise<Tuned> {
  const { tuneNow } = await import("./tuner.ts");
  return tuneNow(request);
}
