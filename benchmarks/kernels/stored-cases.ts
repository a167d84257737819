/** Expressions and reductions of stored arrays: to a plain array, or to a compressed one. One thread, nothing kept decoded. */
import { join } from "node:path";
import { createChunkCodec, type FrameSink, openB2nd, streamB2nd } from "@caterva2/blosc2";
import { nodeCompressors, nodeDecompressors } from "@caterva2/blosc2/node";
import { type LazyArray, lazyArray, type Operand } from "@caterva2/compute";
import { memorySource, type NDArray, product, wholeSelection } from "@caterva2/ndarray";
import { openArray } from "./array-file.ts";

/** What the list of cases says of one. */
export interface StoredCase {
  readonly kind: "expression" | "reduction";
  readonly where: "stored" | "compressed";
  readonly expression: string;
  readonly operation: string;
  readonly operands: Readonly<Record<string, string>>;
}

export interface StoredCall {
  readonly call: () => Promise<void>;
  /** What the last call has come to. */
  readonly result: () => Promise<NDArray>;
}

/** python-blosc2's defaults, which it computes with. */
const CPARAMS = { codec: "zstd", clevel: 5 } as const;

const codec = await createChunkCodec({ compressors: nodeCompressors, decompressors: nodeDecompressors });

export async function storedCall(asked: StoredCase, data: string): Promise<StoredCall> {
  const operands = new Map<string, Operand>();
  for (const [name, path] of Object.entries(asked.operands)) {
    operands.set(name, await openArray(join(data, path), codec));
  }
  const text = asked.kind === "expression" ? asked.expression : reductionText(asked.operation);
  const lazy = () => lazyArray(text, operands);
  return asked.where === "stored" ? toPlain(lazy) : toCompressed(lazy);
}

/** `sum0` is `sum(a, axis=0)`. */
function reductionText(operation: string): string {
  const [, name, axis] = /^([a-z]+)([01])?$/.exec(operation) ?? [];
  return axis === undefined ? `${name}(a)` : `${name}(a, axis=${axis})`;
}

/** Into memory that is kept from call to call; NumPy's new arrays are memory that malloc has just got back. */
function toPlain(lazy: () => LazyArray): StoredCall {
  const { dtype, shape } = lazy();
  const bytes = new Uint8Array(product([...shape, dtype.itemsize]));
  return {
    async call() {
      const array = lazy();
      if (array.readInto === undefined) bytes.set((await array.read(wholeSelection(shape))).data);
      else await array.readInto(wholeSelection(shape), bytes);
    },
    result: async () => ({ dtype, shape, data: bytes }),
  };
}

function toCompressed(lazy: () => LazyArray): StoredCall {
  let frame: Uint8Array[] = [];
  const sink: FrameSink = {
    append: async (bytes) => void frame.push(bytes),
    async patch(offset, bytes) {
      let at = offset;
      for (const part of frame) {
        if (at + bytes.length <= part.length) return part.set(bytes, at);
        at -= part.length;
      }
      throw new Error("a patch across parts");
    },
  };
  return {
    async call() {
      frame = [];
      const array = lazy();
      await streamB2nd(sink, array, { codec, cparams: CPARAMS, chunks: array.chunks, blocks: array.blocks });
    },
    async result() {
      const stored = await openB2nd(memorySource(Buffer.concat(frame)), { codec });
      return stored.read(wholeSelection(stored.shape));
    },
  };
}
