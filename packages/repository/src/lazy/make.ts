import { type ChunkCodec, encodeB2nd, type FrameSink, fillB2nd } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import { CatervaError, formatDType, product, wholeSelection } from "@caterva2/ndarray";
import type { Caller } from "../caller.ts";
import { fileId } from "../resolve.ts";
import type { LazyFiles } from "./lazy-files.ts";
import { carrierMetadata } from "./payload.ts";
import { referenceTo, type StoredPlace } from "./references.ts";
import type { LazyPreview, LazyWish } from "./types.ts";

/** More operands are nobody's expression. */
const MAX_OPERANDS = 1000;

/** The frame that stores a lazy array at a place: the expression, or its values. @throws as {@link LazyFiles.useText} */
export async function makeLazy(
  lazy: LazyFiles,
  caller: Caller,
  place: StoredPlace,
  wish: LazyWish,
  codec: ChunkCodec,
): Promise<Uint8Array> {
  checkWish(wish);
  // The place counts as on the way already: whoever names it as an operand makes a circle.
  const own = [fileId(place)];
  return lazy.useText(
    caller,
    wish.expression,
    wish.operands,
    async (array, places) => {
      if (wish.compute || array.computedAtOnce) {
        const { chunks, blocks } = array;
        return encodeB2nd(await array.read(wholeSelection(array.shape)), { codec, chunks, blocks });
      }
      const references = new Map([...places].map(([name, to]) => [name, referenceTo(place, to)] as const));
      return carrierFrame(array, wish.expression.trim(), references, codec);
    },
    own,
  );
}

/** @throws as {@link LazyFiles.useText} */
export function previewLazy(lazy: LazyFiles, caller: Caller, wish: LazyWish): Promise<LazyPreview> {
  checkWish(wish);
  return lazy.useText(caller, wish.expression, wish.operands, async ({ shape, dtype }) => ({
    shape,
    dtype: formatDType(dtype),
    nbytes: product([...shape, dtype.itemsize]),
  }));
}

function checkWish({ operands }: LazyWish): void {
  if (Object.keys(operands).length > MAX_OPERANDS) {
    throw new CatervaError("expression.too_large", `An expression has at most ${MAX_OPERANDS} operands.`);
  }
}

/** An array of the result's shape that holds nothing but its description. */
async function carrierFrame(
  { shape, dtype, chunks, blocks }: LazyArray,
  expression: string,
  references: ReadonlyMap<string, string>,
  codec: ChunkCodec,
): Promise<Uint8Array> {
  const { meta, vlmeta } = carrierMetadata(expression, references);
  const sink = memorySink();
  await fillB2nd(sink, { shape, dtype, fill: "uninit" }, { codec, chunks, blocks, meta, vlmeta });
  return sink.bytes();
}

function memorySink(): FrameSink & { bytes(): Uint8Array } {
  const frame: number[] = [];
  return {
    async append(bytes) {
      for (const byte of bytes) frame.push(byte);
    },
    async patch(offset, bytes) {
      for (const [index, byte] of bytes.entries()) frame[offset + index] = byte;
    },
    bytes: () => Uint8Array.from(frame),
  };
}
