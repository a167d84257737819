import { type ChunkCodec, CodecMemory } from "@caterva2/blosc2";
import { limitPluginMemory, limitScratch, pluginMemoryBytes, scratchBytes } from "@caterva2/blosc2/node";
import { laneBytes, limitLanes } from "@caterva2/hdf5";
import { limitShared, type Repository, type RepositoryMemory, sharedBytes } from "@caterva2/repository";
import { THREAD_PARTS, type ThreadMemory } from "./cut.ts";

/** The memory of a codec's kernels, at most: more is taken for a while where a chunk needs it. */
const KERNELS = 32 * 1024 * 1024;

/** Holds this thread to its part; answers what its codec and its repository are to be made with. */
export function holdTo(memory: ThreadMemory): {
  readonly codec: { readonly memory: CodecMemory; readonly keptMemory: number };
  readonly repository: RepositoryMemory;
} {
  const kernels = Math.min(KERNELS, memory.codecs / 2);
  const rest = memory.codecs - kernels;
  limitPluginMemory(rest / 2);
  limitScratch(memory.buffers / 4);
  limitLanes(memory.buffers / 4);
  limitShared(memory.buffers / 2);
  return { codec: { memory: new CodecMemory(kernels), keptMemory: rest / 2 }, repository: memory };
}

/** Room in which a thread tells how much it keeps: a number for each of {@link THREAD_PARTS}. */
export function usageMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * THREAD_PARTS.length);
}

/** Tells what this thread keeps. Whoever reads meanwhile may see numbers of two moments. */
export function tellUsage(room: SharedArrayBuffer, codec: ChunkCodec, repository: Repository): void {
  const kept: ThreadMemory = {
    ...repository.keptBytes(),
    codecs: (codec.heldBytes?.() ?? 0) + pluginMemoryBytes(),
    buffers: scratchBytes() + laneBytes() + sharedBytes(),
  };
  const told = new Float64Array(room);
  for (const [index, part] of THREAD_PARTS.entries()) told[index] = kept[part];
}

/** What a thread keeps of one kind, in bytes, as it has told last. */
export function usageOf(room: SharedArrayBuffer, part: keyof ThreadMemory): number {
  return new Float64Array(room)[THREAD_PARTS.indexOf(part)] ?? 0;
}
