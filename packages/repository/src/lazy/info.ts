import { formatDType } from "@caterva2/ndarray";
import type { Caller } from "../caller.ts";
import { type Json, jsonObject } from "../json.ts";
import type { Dataset } from "../open-dataset.ts";
import type { FoundFile } from "../resolve.ts";
import { saysOfFile } from "../says-of-file.ts";
import type { LazyFiles } from "./lazy-files.ts";
import { lazyPayload } from "./payload.ts";

/**
 * A lazy array as it is today: shape and dtype follow from the operands. An operand that is not there is told; of one
 * that is nothing to the caller, only what the file says.
 */
export async function lazyInfo(
  lazy: LazyFiles,
  caller: Caller,
  found: FoundFile,
  dataset: Extract<Dataset, { kind: "carrier" }>,
  mtime: string,
): Promise<Record<string, Json>> {
  const payload = await lazyPayload(dataset.schunk);
  const paths = lazy.pathsOf(caller, found, payload);
  const missing = await lazy.missing(caller, paths);
  const expression = payload.kind === "expression" ? payload.text : payload.source;
  if (missing.length > 0) {
    const error = "Lazy expression with missing operands";
    return { error, expr: expression, missing_ops: jsonObject(missing), mtime: null };
  }
  const { shape, dtype } = await currentType(lazy, caller, found, dataset);
  return { shape: [...shape], dtype: formatDType(dtype), expression, operands: jsonObject(paths), mtime };
}

async function currentType(
  lazy: LazyFiles,
  caller: Caller,
  found: FoundFile,
  dataset: Extract<Dataset, { kind: "carrier" }>,
) {
  try {
    return await lazy.use(caller, found, dataset, async ({ array: { shape, dtype } }) => ({ shape, dtype }));
  } catch (error) {
    // What cannot be computed is described as it was saved.
    if (!saysOfFile(error)) throw error;
    return dataset.array;
  }
}
