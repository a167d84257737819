/** What symbols cost that are coded together: as many bits as their entropy says, in 1/1024. */
import { COUNTED, DISTANCES_AT, LITERALS } from "./symbols";

/** Logarithms (base 2) of numbers, in 1/1024: u16. */
const LOG_BITS: u32 = 10;
const logarithms: usize = memory.data(2 << 10, 16);

/** Of the counts that were weighed last: by themselves and with those of the block. */
export let ownCost: u32 = 0;
export let jointCost: u32 = 0;
/** What a literal of theirs takes; a bit at least, as in any code. */
export let literalCost: u32 = 0;

/** Sums of addUp. */
let ownTotal: u32 = 0;
let jointTotal: u32 = 0;
let ownSum: u32 = 0;
let jointSum: u32 = 0;

/** log2 by squaring: each time that the square is 2 or more is a bit of it. */
export function makeLogarithms(): void {
  if (load<u16>(logarithms, 4)) return;
  for (let number: u32 = 1; number < 1 << LOG_BITS; number++) {
    const whole = 31 - clz<u32>(number);
    let mantissa = <u64>number << (31 - whole);
    let bits: u32 = whole;
    for (let bit: u32 = 0; bit < LOG_BITS; bit++) {
      mantissa = (mantissa * mantissa) >> 31;
      const one = <u32>(mantissa >> 32);
      mantissa >>= one;
      bits = (bits << 1) | one;
    }
    store<u16>(logarithms + (number << 1), <u16>bits);
  }
}

/** n * log2(n) in 1/1024. */
// @ts-ignore: decorator
@inline function weighed(n: u32): u32 {
  const shift = n >> LOG_BITS ? 32 - LOG_BITS - clz<u32>(n) : 0;
  return n * (<u32>load<u16>(logarithms + (n >> shift << 1)) + (shift << LOG_BITS));
}

/** Sets the costs of counts, u32 for each symbol of both alphabets; fewer than 2^16 in all, with those of the block. */
export function weighCounts(counts: usize, blockCounts: usize): void {
  startSums();
  addUp(counts, blockCounts, 0, LITERALS);
  const literalTotal = ownTotal;
  const literalSum = ownSum;
  addUp(counts, blockCounts, LITERALS, DISTANCES_AT);
  ownCost = weighed(ownTotal) - ownSum;
  jointCost = weighed(jointTotal) - jointSum;
  if (literalTotal) literalCost = max<u32>(weighed(ownTotal) / ownTotal - literalSum / literalTotal, 1 << LOG_BITS);
  startSums();
  addUp(counts, blockCounts, DISTANCES_AT, COUNTED);
  ownCost += weighed(ownTotal) - ownSum;
  jointCost += weighed(jointTotal) - jointSum;
}

function startSums(): void {
  ownTotal = 0;
  jointTotal = 0;
  ownSum = 0;
  jointSum = 0;
}

/** Adds up counts, their own ones and with the block's, and what `weighed` says of each. */
function addUp(counts: usize, blockCounts: usize, first: usize, end: usize): void {
  let total: u32 = 0;
  let all: u32 = 0;
  let sum: u32 = 0;
  let joint: u32 = 0;
  for (let symbol = first << 2; symbol < end << 2; symbol += 4) {
    const own = load<u32>(counts + symbol);
    const both = own + load<u32>(blockCounts + symbol);
    total += own;
    all += both;
    sum += weighed(own);
    joint += weighed(both);
  }
  ownTotal += total;
  jointTotal += all;
  ownSum += sum;
  jointSum += joint;
}
