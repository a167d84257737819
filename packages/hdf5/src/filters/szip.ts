import { unsupported } from "../format/malformed.ts";
import { BitReader } from "./bit-reader.ts";
import { checkSize, corrupt } from "./corrupt.ts";
import type { FilterDecoder } from "./types.ts";

/** Bits of the options in the first parameter. */
const MSB_FIRST = 16;
const NEAREST_NEIGHBOUR = 32;
/** Blocks in which runs of zero blocks may end early. */
const SEGMENT = 64;
/** The length of a run that means "to the end of the segment". */
const REST_OF_SEGMENT = 5;
/** Codes of pairs beyond this one do not exist. */
const MAX_PAIR = 90;

/** How the samples are coded: the lossless code of CCSDS 121.0, as the szip library uses it. */
interface Coding {
  readonly bits: number;
  /** Samples of a block. */
  readonly block: number;
  /** Blocks after which the prediction starts anew. */
  readonly interval: number;
  readonly predicts: boolean;
}

/** The szip filter. Its parameters: options, samples a block, bits a sample, samples a scan line. */
export const szip: FilterDecoder = (bytes, { values, maxBytes }) => {
  const [options = 0, block = 0, bits = 0, line = 0] = values;
  if (bytes.length < 4) throw corrupt("it is too short");
  if (block < 2 || block > 64 || block % 2 === 1 || line < 1 || bits < 1) throw corrupt("impossible szip parameters");
  const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  checkSize(size, maxBytes);
  // Words of 32 and 64 bits are coded byte plane by byte plane.
  const planes = bits === 32 || bits === 64 ? bits / 8 : 1;
  if (planes === 1 && bits > 24) throw unsupported(`the filter szip on samples of ${bits} bits`);
  const width = planes > 1 || bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
  const coding = {
    bits: planes > 1 ? 8 : bits,
    block,
    interval: Math.ceil(line / block),
    predicts: (options & NEAREST_NEIGHBOUR) !== 0,
  };
  const count = Math.floor(size / width);
  const samples = decodeSamples(new BitReader(bytes.subarray(4)), coding, line, count);
  const target = new Uint8Array(size);
  if (planes > 1) joinPlanes(samples, target, planes);
  else putSamples(samples, target, width, (options & MSB_FIRST) !== 0);
  return target;
};

/** Scan lines are filled up to whole blocks: what was added is left out. */
function decodeSamples(reader: BitReader, coding: Coding, line: number, count: number): Uint32Array {
  const padded = coding.interval * coding.block;
  const samples = new Uint32Array(count);
  const scan = new Uint32Array(padded);
  for (let done = 0; done < count; done += line) {
    decodeInterval(reader, coding, scan);
    samples.set(scan.subarray(0, Math.min(line, count - done)), done);
  }
  return samples;
}

/** Blocks from one start of the prediction to the next. */
function decodeInterval(reader: BitReader, coding: Coding, scan: Uint32Array): void {
  const { bits, block, interval, predicts } = coding;
  const idBits = bits > 16 ? 5 : bits > 8 ? 4 : 3;
  const raw = 2 ** idBits - 1;
  for (let number = 0; number < interval; ) {
    const start = number * block;
    const end = start + block;
    const id = reader.take(idBits);
    const paired = id === 0 && reader.take(1) === 1;
    // The first sample stands as it is where others are told by their distance.
    const isFirst = predicts && number === 0;
    if (isFirst) scan[0] = reader.take(bits);
    const from = start + (isFirst ? 1 : 0);
    number += 1;
    if (id === raw) for (let at = from; at < end; at += 1) scan[at] = reader.take(bits);
    else if (paired) decodePairs(reader, scan, from, end);
    else if (id > 0) decodeSplit(reader, scan, from, end, id - 1);
    else {
      const blocks = zeroBlocks(reader, number - 1, interval);
      scan.fill(0, from, start + blocks * block);
      number += blocks - 1;
    }
  }
  if (predicts) addPredictions(scan, bits);
}

/** A number's high bits by their count, then the low ones of all. */
function decodeSplit(reader: BitReader, scan: Uint32Array, from: number, end: number, low: number): void {
  for (let at = from; at < end; at += 1) scan[at] = reader.zeros(0xffffffff) * 2 ** low;
  if (low === 0) return;
  for (let at = from; at < end; at += 1) scan[at] = (scan[at] ?? 0) + reader.take(low);
}

/** Two small numbers in one code. */
function decodePairs(reader: BitReader, scan: Uint32Array, from: number, end: number): void {
  for (let at = from - (from % 2); at < end; at += 2) {
    const code = reader.zeros(MAX_PAIR);
    const sum = Math.floor((Math.sqrt(8 * code + 1) - 1) / 2);
    const second = code - (sum * (sum + 1)) / 2;
    if (at >= from) scan[at] = sum - second;
    scan[at + 1] = second;
  }
}

function zeroBlocks(reader: BitReader, number: number, interval: number): number {
  const code = reader.zeros(SEGMENT) + 1;
  const left = interval - number;
  const blocks =
    code === REST_OF_SEGMENT ? Math.min(left, SEGMENT - (number % SEGMENT)) : code > REST_OF_SEGMENT ? code - 1 : code;
  if (blocks > left) throw corrupt("zeros beyond the end of a line");
  return blocks;
}

/** Turns distances from the sample before into samples. */
function addPredictions(scan: Uint32Array, bits: number): void {
  const most = 2 ** bits - 1;
  let value = scan[0] ?? 0;
  for (let at = 1; at < scan.length; at += 1) {
    const distance = scan[at] ?? 0;
    const isHigh = value > most / 2;
    const room = isHigh ? most - value : value;
    const half = Math.ceil(distance / 2);
    if (half <= room) value += distance % 2 === 1 ? -half : half;
    else value = isHigh ? most - distance : distance;
    if (value < 0 || value > most) throw corrupt("a sample out of its range");
    scan[at] = value;
  }
}

function joinPlanes(samples: Uint32Array, target: Uint8Array, planes: number): void {
  const items = Math.floor(samples.length / planes);
  for (let plane = 0; plane < planes; plane += 1) {
    const start = plane * items;
    for (let item = 0; item < items; item += 1) target[item * planes + plane] = samples[start + item] ?? 0;
  }
}

function putSamples(samples: Uint32Array, target: Uint8Array, width: number, msbFirst: boolean): void {
  for (const [index, sample] of samples.entries()) {
    for (let byte = 0; byte < width; byte += 1) {
      target[index * width + (msbFirst ? width - 1 - byte : byte)] = sample >>> (8 * byte);
    }
  }
}
