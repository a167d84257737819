import { BTreeV2 } from "./b-tree-v2.ts";
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

/** Many links or attributes: the objects in a fractal heap, the records of an index of them by name. */
export interface Dense {
  readonly heap: FractalHeap;
  readonly records: readonly Uint8Array[];
}

/** Undefined where there are none. */
export async function readDense(
  metadata: Metadata,
  info: FieldReader,
  { orderBytes, recordType, owner }: DenseKind,
): Promise<Dense | undefined> {
  info.skip(1);
  const flags = info.u8();
  if (flags & 1) info.skip(orderBytes);
  const heapAddress = info.address();
  const indexAddress = info.address();
  if (heapAddress === undefined || indexAddress === undefined) return undefined;
  const heap = await FractalHeap.open(metadata, heapAddress);
  const index = await BTreeV2.open(metadata, indexAddress);
  if (index.type !== recordType) throw malformed(`${owner} with an index of another kind`);
  const records: Uint8Array[] = [];
  await index.each((record) => records.push(record.bytes(index.recordSize)));
  return { heap, records };
}
