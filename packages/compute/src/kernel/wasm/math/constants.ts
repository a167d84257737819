import { doubleBytes, singleBytes } from "../encode.ts";
import { bytes16, i32, load } from "../instructions.ts";
import { kernelBytes, PLACES } from "../memory.ts";
import type { Value } from "./value.ts";

/**
 * Constants of functions in memory: an instruction reads one with its operand, where to make it anew takes three more.
 * Only those that were there when the functions were made, which is when this is loaded: so all threads have the same
 * table and share compiled modules.
 */
const addresses = new Map<string, number>();
let closed = false;

function constant(bytes: readonly number[]): Value {
  const key = bytes.join();
  const { start, length } = PLACES.constants;
  if (!closed && !addresses.has(key) && addresses.size < length / 16) addresses.set(key, start + 16 * addresses.size);
  const address = addresses.get(key);
  return { kind: "constant", code: address === undefined ? bytes16(bytes) : load(16, i32(0), address) };
}

/** One double in both lanes. */
export function doubles(value: number): Value {
  const bytes = doubleBytes(value);
  return constant([...bytes, ...bytes]);
}

/** One integer of 64 bits in both lanes. */
export function longs(value: bigint): Value {
  const bytes = Array.from({ length: 8 }, (_, k) => Number(BigInt.asUintN(8, value >> BigInt(8 * k))));
  return constant([...bytes, ...bytes]);
}

/** One single in all lanes. */
export function singles(value: number): Value {
  const bytes = singleBytes(value);
  return constant([...bytes, ...bytes, ...bytes, ...bytes]);
}

/** One integer of 32 bits in all lanes. */
export function integers(value: number): Value {
  const bytes = [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 255);
  return constant([...bytes, ...bytes, ...bytes, ...bytes]);
}

/** No further constants go to the table. */
export function closeConstants(): void {
  closed = true;
}

let placed = false;

/** Before a module that reads the table runs in this thread. */
export function placeConstants(): void {
  if (placed) return;
  for (const [key, address] of addresses) kernelBytes().set(key.split(",").map(Number), address);
  placed = true;
}
