import { type ByteRange, CatervaError, copyBox, product, type Selection } from "@caterva2/ndarray";
import type { ChunkTable, StoredChunk } from "../chunks/chunk-table.ts";
import { undoFilters } from "../filters/pipeline.ts";
import type { FilterDecoder, FilterStep } from "../filters/types.ts";
import type { Metadata } from "../format/metadata.ts";
import type { KeptValues } from "../kept-values.ts";
import { eachAtATime } from "./at-a-time.ts";
import type { ChunkKeeper } from "./chunk-keeper.ts";
import { groupReads, type ReadGroup } from "./group-reads.ts";
import { type LaneMemory, withMemories } from "./lane-memory.ts";
import type { Layout } from "./layout.ts";
import { type BoxTarget, readPlain } from "./plain-reader.ts";
import { type ChunkPart, planRead, takesAll } from "./plan.ts";
import type { Hdf5Limits } from "./types.ts";

/** Groups of chunks under way at a time, and bytes of decoded chunks that this may mean. */
const LANES = 4;
const LANE_BYTES = 64 * 1024 * 1024;
/** Chunks that are looked up before they are read, and bytes of them. */
const BATCH = 512;
const BATCH_BYTES = 16 * 1024 * 1024;
/** A chunk without filters is read whole up to this size, else only what is wanted of it. */
const SMALL = 32 * 1024;

export type ChunkedLayout = Layout & { kind: "chunked" };

/** Decoded chunks of all datasets of a file, by {@link ChunkedReaderOptions.name} and number. */
export type DecodedChunks = KeptValues<string, Uint8Array>;

export interface ChunkedReaderOptions {
  readonly metadata: Metadata;
  readonly decoders: ReadonlyMap<number, FilterDecoder>;
  readonly limits: Hdf5Limits;
  readonly cache: DecodedChunks;
  /** Keeps decoded chunks beside the cache, which is of this thread alone. */
  readonly keeper: ChunkKeeper | undefined;
  /** Called before each chunk is decoded; what it throws stops the read. */
  readonly checkpoint: (() => void) | undefined;
  /** Tells the dataset from the others of its file. */
  readonly name: string;
  readonly layout: ChunkedLayout;
  readonly filters: readonly FilterStep[];
  readonly shape: readonly number[];
  /** One item where no chunk was written; undefined for zeros. */
  readonly fill: Uint8Array | undefined;
}

/** A chunk that a read wants a part of. */
interface Job {
  readonly part: ChunkPart;
  readonly chunk: StoredChunk;
  /** Filters to undo, undefined where the chunk was stored without any. */
  readonly steps: readonly FilterStep[] | undefined;
}

/** What is done for one read of a selection. */
interface Reading {
  readonly to: BoxTarget;
  readonly memoryOf: (lane: number) => LaneMemory;
  /** Bytes of all chunks that the selection touches. */
  readonly volume: number;
}

/** A job and where its chunk lies in the source. */
interface Placed extends ByteRange {
  readonly job: Job;
}

/** What is done in a lane. */
type Task = (memory: LaneMemory) => Promise<void>;

/** Reads selections of a chunked dataset: just the chunks that are touched, neighbours in the file at once. */
export class ChunkedReader {
  readonly #options: ChunkedReaderOptions;
  readonly #chunkBytes: number;

  constructor(options: ChunkedReaderOptions) {
    this.#options = options;
    this.#chunkBytes = product([...options.layout.chunks, options.layout.itemsize]);
  }

  /** Fills `target` with the items of a selection in the file's form. */
  async read(target: Uint8Array, selection: Selection, table: ChunkTable): Promise<void> {
    const { layout, shape, filters, limits } = this.#options;
    if (filters.length > 0 && this.#chunkBytes > limits.chunkBytes) throw tooLarge(this.#chunkBytes);
    const plan = planRead(selection, shape, layout.chunks, layout.itemsize);
    const to: BoxTarget = { target, targetStrides: plan.targetStrides, itemsize: layout.itemsize };
    await withMemories(async (memoryOf) => {
      const reading: Reading = { to, memoryOf, volume: plan.count * this.#chunkBytes };
      let jobs: Job[] = [];
      let bytes = 0;
      for (let index = 0; index < plan.count; index += 1) {
        const part = plan.at(index);
        const chunk = table.get(part.chunk);
        if (chunk === undefined) {
          this.#fill(part, to);
          continue;
        }
        jobs.push({ part, chunk, steps: this.#stepsOf(part, chunk) });
        bytes += chunk.size;
        if (jobs.length < BATCH && bytes < BATCH_BYTES) continue;
        await this.#run(jobs, reading);
        jobs = [];
        bytes = 0;
      }
      await this.#run(jobs, reading);
    });
  }

  /** The bytes of a chunk as they are stored. */
  async stored(chunk: StoredChunk): Promise<Uint8Array> {
    const { metadata } = this.#options;
    return metadata.source.read(this.#position(chunk), chunk.size);
  }

  #stepsOf(part: ChunkPart, { mask }: StoredChunk): readonly FilterStep[] | undefined {
    const { filters, layout, shape } = this.#options;
    const isEdge = part.position.some((at, axis) => (at + 1) * (layout.chunks[axis] ?? 1) > (shape[axis] ?? 0));
    if (layout.plainEdges && isEdge) return undefined;
    return filters.every((_, index) => (mask >>> index) & 1) ? undefined : filters;
  }

  async #run(jobs: readonly Job[], reading: Reading): Promise<void> {
    const { cache, keeper, checkpoint } = this.#options;
    const { to } = reading;
    const whole: Job[] = [];
    const tasks: Task[] = [];
    for (const job of jobs) {
      const kept = cache.get(this.#key(job));
      if (kept !== undefined) tasks.push((memory) => this.#takeKept(job, kept, memory, reading));
      else if (job.steps === undefined && this.#chunkBytes > SMALL) tasks.push(() => this.#readPlain(job, to));
      else if (keeper?.visit(job.part.chunk, this.#chunkBytes, (bytes) => copyPart(job, bytes, to)) !== true)
        whole.push(job);
    }
    for (const group of groupReads(whole.map((job) => this.#placed(job)))) {
      tasks.push((memory) => this.#readGroup(group, memory, reading));
    }
    const lanes = Math.max(1, Math.min(LANES, Math.floor(LANE_BYTES / this.#chunkBytes)));
    await eachAtATime(tasks, lanes, (task, lane) => {
      checkpoint?.();
      return task(reading.memoryOf(lane));
    });
  }

  /** Takes what another read has decoded, or is decoding: if that one is given up, this one goes on alone. */
  async #takeKept(job: Job, kept: Promise<Uint8Array>, memory: LaneMemory, reading: Reading): Promise<void> {
    const bytes = await kept.catch(() => undefined);
    if (bytes !== undefined) return copyPart(job, bytes, reading.to);
    for (const group of groupReads([this.#placed(job)])) await this.#readGroup(group, memory, reading);
  }

  async #readGroup(group: ReadGroup<Placed>, memory: LaneMemory, reading: Reading): Promise<void> {
    const { metadata, keeper, checkpoint } = this.#options;
    const bytes = await memory.read(metadata.source, group.offset, group.length);
    for (const { job, offset, length } of group.members) {
      checkpoint?.();
      const start = offset - group.offset;
      const decoded = await this.#decode(job, bytes.subarray(start, start + length), memory, reading);
      copyPart(job, decoded, reading.to);
      if (job.steps !== undefined) keeper?.keep(job.part.chunk, decoded, reading.volume);
    }
  }

  async #readPlain({ part, chunk }: Job, to: BoxTarget): Promise<void> {
    const { metadata, checkpoint } = this.#options;
    const start = metadata.position(chunk.address, this.#chunkBytes);
    await readPlain({ source: metadata.source, start, checkpoint }, part, to);
  }

  /**
   * The whole chunk, decoded. It is kept if only a part of it is wanted now, and if all that are wanted can be; else it is
   * in the lane's memory at most.
   */
  async #decode(job: Job, bytes: Uint8Array, memory: LaneMemory, { volume }: Reading): Promise<Uint8Array> {
    const { cache, limits, layout } = this.#options;
    if (job.steps === undefined) return bytes;
    if (takesAll(job.part, layout.chunks) || volume > limits.cacheBytes) {
      return this.#undo(job, bytes, memory.decoded(this.#chunkBytes));
    }
    return cache.of(this.#key(job), async () => {
      const data = await this.#undo(job, bytes);
      const isAlone = data.buffer !== bytes.buffer && data.byteLength === data.buffer.byteLength;
      return isAlone ? data : data.slice();
    });
  }

  #undo({ chunk, steps = [] }: Job, bytes: Uint8Array, target?: Uint8Array): Promise<Uint8Array> {
    const { decoders } = this.#options;
    const chunkBytes = this.#chunkBytes;
    // Only the last steps may be longer than a chunk, and only by their own overhead.
    const maxBytes = chunkBytes + Math.ceil(chunkBytes / 8) + 4096;
    return undoFilters(bytes, { steps, mask: chunk.mask, decoders, chunkBytes, maxBytes, target });
  }

  #fill(part: ChunkPart, to: BoxTarget): void {
    const { fill } = this.#options;
    if (fill === undefined) return;
    copyBox({ ...part, ...to, source: fill, sourceOffset: 0, sourceStrides: part.sourceStrides.map(() => 0) });
  }

  #placed(job: Job): Placed {
    return { job, offset: this.#position(job.chunk), length: job.chunk.size };
  }

  #key({ part }: Job): string {
    return `${this.#options.name}/${part.chunk}`;
  }

  /** Where a chunk is in the source. A stored chunk is little larger than what is in it. */
  #position({ address, size }: StoredChunk): number {
    const { limits, metadata } = this.#options;
    if (size > 2 * Math.max(limits.chunkBytes, SMALL)) throw tooLarge(size);
    return metadata.position(address, size);
  }
}

function copyPart({ part }: Job, source: Uint8Array, to: BoxTarget): void {
  copyBox({ ...part, ...to, source });
}

function tooLarge(bytes: number): CatervaError {
  return new CatervaError("limit.exceeded", `A chunk of ${bytes} bytes is larger than may be decoded.`);
}
