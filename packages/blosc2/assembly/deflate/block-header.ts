/** The head of a block with codes of its own: the lengths of their codes, by a code of theirs (RFC 1951, 3.2.7). */
import { putBits } from "./bits";
import { makeCodes, makeLengths } from "./huffman";
import { DISTANCE_CODES, DISTANCES_AT, LENGTH_CODES } from "./symbols";

/** The lengths of both alphabets as the header tells them: u8 symbols and, at odd places, their further bits. */
const told: usize = memory.data(2 * 320, 16);
const toldCounts: usize = memory.data(4 * 19, 16);
const toldLengths: usize = memory.data(19, 16);
const toldCodes: usize = memory.data(4 * 19, 16);
/** The order in which the header has the lengths of its own code. */
const toldOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

let lengthCodes: usize = 0;
let distanceCodes: usize = 0;
let toldEnd: usize = 0;
let toldKinds: usize = 0;

/** Prepares the head for codes of these lengths: u8 for each symbol of both alphabets. @returns its bits */
export function headerBits(lengths: usize): u32 {
  lengthCodes = LENGTH_CODES;
  while (load<u8>(lengths + lengthCodes - 1) == 0) lengthCodes--;
  distanceCodes = DISTANCE_CODES;
  while (load<u8>(lengths + DISTANCES_AT + distanceCodes - 1) == 0) distanceCodes--;
  memory.fill(toldCounts, 0, 4 * 19);
  toldEnd = tellLengths(lengths + DISTANCES_AT, distanceCodes, tellLengths(lengths, lengthCodes, told));
  makeLengths(toldCounts, 19, 7, toldLengths);
  toldKinds = 19;
  while (load<u8>(toldLengths + <usize>load<u8>(toldOrder + toldKinds - 1)) == 0) toldKinds--;
  let bits: u32 = 14 + 3 * <u32>toldKinds;
  for (let symbol: usize = 0; symbol < 19; symbol++) {
    bits += load<u32>(toldCounts + (symbol << 2)) * (<u32>load<u8>(toldLengths + symbol) + repeatBits(<u32>symbol));
  }
  return bits;
}

/** How many further bits a symbol of the header has: those from 16 on repeat a length. */
// @ts-ignore: decorator
@inline function repeatBits(symbol: u32): u32 {
  return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
}

function tell(to: usize, symbol: u32, further: u32): usize {
  store<u8>(to, <u8>symbol);
  store<u8>(to, <u8>further, 1);
  const place = toldCounts + (<usize>symbol << 2);
  store<u32>(place, load<u32>(place) + 1);
  return to + 2;
}

function tellLengths(from: usize, number: usize, start: usize): usize {
  let to = start;
  const end = from + number;
  let at = from;
  while (at < end) {
    const length = <u32>load<u8>(at);
    let run: u32 = 1;
    while (at + run < end && <u32>load<u8>(at + run) == length) run++;
    at += run;
    if (length) {
      to = tell(to, length, 0);
      run--;
    }
    while (run >= 3) {
      const part = min<u32>(run, length ? 6 : 138);
      if (length) to = tell(to, 16, part - 3);
      else if (part < 11) to = tell(to, 17, part - 3);
      else to = tell(to, 18, part - 11);
      run -= part;
    }
    for (; run > 0; run--) to = tell(to, length, 0);
  }
  return to;
}

/** Writes what was prepared. */
export function writeHeader(): void {
  putBits(<u64>(lengthCodes - 257) | (<u64>(distanceCodes - 1) << 5) | (<u64>(toldKinds - 4) << 10), 14);
  for (let index: usize = 0; index < toldKinds; index++) {
    putBits(<u64>load<u8>(toldLengths + <usize>load<u8>(toldOrder + index)), 3);
  }
  makeCodes(toldLengths, 19, toldCodes);
  for (let at = told; at < toldEnd; at += 2) {
    const symbol = <u32>load<u8>(at);
    const code = load<u32>(toldCodes + (<usize>symbol << 2));
    const length = <u64>(code & 0xff);
    putBits(<u64>(code >> 8) | (<u64>load<u8>(at, 1) << length), length + <u64>repeatBits(symbol));
  }
}
