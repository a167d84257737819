import { MAX_DICTIONARY } from "./offsets.ts";

/** Strings of this length are counted. */
const WORD = 8;
/** What is taken at a time. */
const SEGMENT = 128;
const HASH_LOG = 17;
/** A dictionary is at most this part of the content. */
const SHARE = 20;
/** Below this many bytes one finds nothing that a block has not got itself. */
const LEAST = 256;

/** Room for the dictionary of a chunk in bytes; 0 where one does not pay. */
export function dictionaryRoom(nbytes: number): number {
  const room = Math.min(MAX_DICTIONARY, Math.floor(nbytes / SHARE));
  return room < LEAST ? 0 : room;
}

/**
 * Makes a dictionary for zstd and lz4 out of samples: segments whose strings come often and are not there yet. The
 * sample is cut into as many parts as segments fit, and each part gives its best segment. The best stand last, where
 * distances to them are shortest.
 * @param room most bytes that it may have
 */
export function makeDictionary(sample: Uint8Array, room: number): Uint8Array {
  if (sample.length <= room) return sample.slice();
  const counts = countWords(sample);
  const segments = Math.floor(room / SEGMENT);
  const part = Math.floor(sample.length / segments);
  const chosen = Array.from({ length: segments }, (_, index) => {
    const best = bestSegment(sample, counts, index * part, (index + 1) * part);
    forgetWords(sample, counts, best.start);
    return best;
  });
  chosen.sort((a, b) => a.score - b.score);
  const dictionary = new Uint8Array(segments * SEGMENT);
  for (const [index, { start }] of chosen.entries()) {
    dictionary.set(sample.subarray(start, start + SEGMENT), index * SEGMENT);
  }
  return dictionary;
}

/** How often each string comes beyond its first time, by hash. */
function countWords(sample: Uint8Array): Uint32Array {
  const counts = new Uint32Array(1 << HASH_LOG);
  for (let at = 0; at + WORD <= sample.length; at += 1) {
    const hash = hashAt(sample, at);
    counts[hash] = (counts[hash] ?? 0) + 1;
  }
  for (let hash = 0; hash < counts.length; hash += 1) counts[hash] = Math.max(0, (counts[hash] ?? 0) - 1);
  return counts;
}

/** The segment between two places whose strings have the highest counts in all. */
function bestSegment(sample: Uint8Array, counts: Uint32Array, from: number, to: number) {
  const words = SEGMENT - WORD + 1;
  const last = Math.min(to, sample.length - SEGMENT);
  let score = 0;
  for (let at = from; at < from + words; at += 1) score += counts[hashAt(sample, at)] ?? 0;
  let best = { start: from, score };
  for (let start = from + 1; start <= last; start += 1) {
    score += (counts[hashAt(sample, start + words - 1)] ?? 0) - (counts[hashAt(sample, start - 1)] ?? 0);
    if (score > best.score) best = { start, score };
  }
  return best;
}

function forgetWords(sample: Uint8Array, counts: Uint32Array, start: number): void {
  for (let at = start; at + WORD <= start + SEGMENT; at += 1) counts[hashAt(sample, at)] = 0;
}

function hashAt(bytes: Uint8Array, at: number): number {
  const low =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  const high =
    (bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8) | ((bytes[at + 6] ?? 0) << 16) | ((bytes[at + 7] ?? 0) << 24);
  return (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - HASH_LOG);
}
