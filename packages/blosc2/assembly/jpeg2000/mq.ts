/**
 * The arithmetic decoder MQ (ITU-T T.800, annex C) and the bits of passes that bypass it (D.6).
 *
 * The registers live in one 64-bit number, so that a coding pass can hold them in a local variable: A in bits 0 to 15,
 * CT in 16 to 19, C in 30 to 61, and in bit 63 the decision that was made last. Bit 62 is set where something was taken
 * from C that it did not hold.
 */
const DECISION: u64 = 1 << 63;
const NORMALISED: u64 = 1 << 15;
const BORROWED: u64 = 1 << 62;
const AT_CT: u64 = 16;
const AT_C: u64 = 30;
const STATES: u32 = 47;

/** Table C.2: probability of the less probable symbol, and the states that follow either symbol. */
const probabilities: usize = memory.data<u16>([
  0x5601, 0x3401, 0x1801, 0x0ac1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401, 0x1c01, 0x1601,
  0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201, 0x1c01, 0x1801, 0x1601, 0x1401,
  0x1201, 0x1101, 0x0ac1, 0x09c1, 0x08a1, 0x0521, 0x0441, 0x02a1, 0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025,
  0x0015, 0x0009, 0x0005, 0x0001, 0x5601,
]);
const afterMore: usize = memory.data<u8>([
  1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46,
]);
const afterLess: usize = memory.data<u8>([
  1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25, 26, 27,
  28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46,
]);

/**
 * The same table as the decoder wants it, one entry a state and symbol: what is taken from A and C, the more probable
 * symbol as a decision, and the addresses of the entries that follow.
 */
const ENTRY: usize = 24;
const SYMBOL: usize = 8;
const NEXT_MORE: usize = 16;
const NEXT_LESS: usize = 20;
const entries: usize = memory.data(2256, 8);

/** Contexts of a code block, 4 bytes each: the address of the entry that each is at. */
export const contexts: usize = memory.data(76, 8);
const CONTEXTS: usize = 19;
export const RUN_LENGTH: usize = contexts + 4 * 17;
export const UNIFORM: usize = contexts + 4 * 18;

/** Where the next byte stands. Behind each segment there are two bytes 0xff, beyond which no decoder moves. */
let position: usize = 0;
let rawByte: u32 = 0;
let rawBits: u32 = 0;

function entryOf(state: u32, symbol: u32): usize {
  return entries + ENTRY * <usize>(2 * state + symbol);
}

function isSwitched(state: u32): bool {
  return state == 0 || state == 6 || state == 14;
}

for (let state: u32 = 0; state < STATES; state++) {
  const probability = <u64>load<u16>(probabilities + <usize>(2 * state));
  for (let symbol: u32 = 0; symbol < 2; symbol++) {
    const entry = entryOf(state, symbol);
    store<u64>(entry, (probability << (AT_C + 16)) | probability);
    store<u64>(entry, <u64>symbol << 63, SYMBOL);
    store<u32>(entry, <u32>entryOf(load<u8>(afterMore + state), symbol), NEXT_MORE);
    store<u32>(entry, <u32>entryOf(load<u8>(afterLess + state), isSwitched(state) ? 1 - symbol : symbol), NEXT_LESS);
  }
}

/** The states that a code block starts with (table D.7). */
export function resetContexts(): void {
  for (let index: usize = 0; index < CONTEXTS; index++) store<u32>(contexts + 4 * index, <u32>entryOf(0, 0));
  store<u32>(contexts, <u32>entryOf(4, 0));
  store<u32>(RUN_LENGTH, <u32>entryOf(3, 0));
  store<u32>(UNIFORM, <u32>entryOf(46, 0));
}

/** Starts on a segment (C.3.5). */
export function startCoded(start: usize): u64 {
  position = start;
  const first = (<u32>load<u8>(start)) << 16;
  const withByte = nextByte(first);
  return NORMALISED | (<u64>(<u32>withByte << 7) << AT_C) | (((withByte >> 48) - 7) << AT_CT);
}

/** C with the next byte (C.3.4), and in bits 48 on the number of shifts that it is good for. */
function nextByte(c: u32): u64 {
  if (load<u8>(position) != 0xff) {
    position += 1;
    return <u64>(c + (<u32>load<u8>(position) << 8)) | (<u64>8 << 48);
  }
  const next = <u32>load<u8>(position, 1);
  if (next > 0x8f) return <u64>(c + 0xff00) | (<u64>8 << 48);
  position += 1;
  return <u64>(c + (next << 9)) | (<u64>7 << 48);
}

/** One decision in a context (C.3.2): the registers, with it in bit 63. */
// @ts-ignore: decorator
@inline export function decide(registers: u64, context: usize): u64 {
  const entry = <usize>load<u32>(context);
  const step = load<u64>(entry);
  const rest = registers - step;
  if ((rest & (BORROWED | NORMALISED)) == NORMALISED) return (rest & ~DECISION) | load<u64>(entry, SYMBOL);
  return renormalise(registers, context, entry);
}

// @ts-ignore: decorator
@inline export function decided(registers: u64): bool {
  return <i64>registers < 0;
}

/** A decision after which A is too small, whichever symbol it is. */
function renormalise(registers: u64, context: usize, entry: usize): u64 {
  const probability = <u32>load<u16>(entry);
  let c = <u32>(registers >> AT_C);
  let a = (<u32>registers & 0xffff) - probability;
  let shifts = (<u32>registers >> <u32>AT_CT) & 15;
  const lower = c < probability << 16;
  const less = a < probability != lower;
  c -= select<u32>(0, probability << 16, lower);
  a = select<u32>(probability, a, lower);
  const symbol = load<u64>(entry, SYMBOL) ^ (<u64>less << 63);
  store<u32>(context, load<u32>(entry + (<usize>less << 2), NEXT_MORE));
  let missing = clz(a) - 16;
  a <<= missing;
  while (missing > shifts) {
    c <<= shifts;
    missing -= shifts;
    const withByte = nextByte(c);
    c = <u32>withByte;
    shifts = <u32>(withByte >> 48);
  }
  c <<= missing;
  return symbol | (<u64>c << AT_C) | (<u64>(shifts - missing) << AT_CT) | <u64>a;
}

/** Starts on a segment without arithmetic coding. */
export function startRaw(start: usize): void {
  position = start;
  rawByte = 0;
  rawBits = 0;
}

/** A bit as it stands, in bit 63. A byte behind 0xff has seven. */
export function rawBit(): u64 {
  if (rawBits == 0) {
    rawBits = rawByte == 0xff ? 7 : 8;
    const next = <u32>load<u8>(position);
    if (rawBits == 7 && next > 0x8f) {
      rawBits = 0;
      return DECISION;
    }
    rawByte = next;
    position += 1;
  }
  rawBits -= 1;
  return <u64>(rawByte >> rawBits) << 63;
}
