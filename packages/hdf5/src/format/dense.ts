import { type Records, readBTreeV2 } from "./b-tree-v2.ts";
import type { FieldReader } from "./fields.ts";
import { FractalHeap } from "./fractal-heap.ts";
import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** What tells dense links from dense attributes. */
export interface DenseKind {
  /** Bytes of the largest creation index, where it is stored. */
  readonly orderBytes: number;
  /** Of the records in the index by name. */
  readonly recordType: number;
  /** For errors. */
  readonly owner: string;
}

/** Many links or attributes: the objects in a fractal heap, an index of them by name. Undefined where there are none. */
export async function readDense(
  metadata: Metadata,
  info: FieldReader,
  { orderBytes, recordType, owner }: DenseKind,
): Promise<{ heap: FractalHeap; records: Records["records"] } | undefined> {
  info.skip(1);
  const flags = info.u8();
  if (flags & 1) info.skip(orderBytes);
  const heapAddress = info.address();
  const indexAddress = info.address();
  if (heapAddress === undefined || indexAddress === undefined) return undefined;
  const heap = await FractalHeap.open(metadata, heapAddress);
  const { type, records } = await readBTreeV2(metadata, indexAddress);
  if (type !== recordType) throw malformed(`${owner} with an index of another kind`);
  return { heap, records };
}
