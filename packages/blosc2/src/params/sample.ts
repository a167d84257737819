/** Blocks of data, side by side, to try parameters on. */
export interface Sample {
  readonly data: Uint8Array;
  /** Bytes a block; all blocks are whole, unless there is but one. */
  readonly blocksize: number;
}

/** Blocks of a sample: enough to see parts that differ, few enough to be encoded in a moment. */
const BLOCKS = 4;

/** Takes up to four blocks, spread evenly over the data, and at most half a MiB of it when blocks are large. */
export function takeSample(data: Uint8Array, typesize: number, blocksize: number): Sample {
  const whole = data.length - (data.length % typesize);
  const block = Math.max(typesize, Math.min(blocksize - (blocksize % typesize), whole));
  const blocks = Math.floor(whole / block);
  if (blocks <= BLOCKS) return { data: data.subarray(0, blocks * block), blocksize: block };
  const sample = new Uint8Array(BLOCKS * block);
  for (let index = 0; index < BLOCKS; index += 1) {
    // The first, the last and those between: edges of an image are often empty.
    const start = Math.floor((index * (blocks - 1)) / (BLOCKS - 1)) * block;
    sample.set(data.subarray(start, start + block), index * block);
  }
  return { data: sample, blocksize: block };
}
