/** An extension value, kept as it stands: its meaning belongs to whoever wrote it. */
export interface MsgpackExt {
  /** -128 to 127. */
  readonly type: number;
  readonly data: Uint8Array;
}

/**
 * A decoded MessagePack value. Integers beyond 2^53 - 1 are bigint. A `str` that is not UTF-8 is given as its
 * bytes, since some writers put bytes there. Maps keep their order, and keys of any kind.
 */
export type MsgpackValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly MsgpackValue[]
  | ReadonlyMap<MsgpackValue, MsgpackValue>
  | MsgpackExt;
