import type { Code } from "./encode.ts";
import { doubleBytes, singleBytes } from "./encode.ts";
import { bytes16, i32, load } from "./instructions.ts";
import { kernelBytes, PLACES } from "./memory.ts";

/**
 * Constants of functions in memory: an instruction reads one with its operand, where to make it anew takes three more.
 * Only those that were there when the functions were first built ({@link collectConstants}), so that all threads have
 * the same table and share compiled modules.
 */
const addresses = new Map<string, number>();
let open = false;

function constant(bytes: readonly number[]): Code {
  const key = bytes.join();
  const known = addresses.get(key);
  if (known !== undefined) return load(16, i32(0), known);
  const { start, length } = PLACES.constants;
  if (open && addresses.size < length / 16) addresses.set(key, start + 16 * addresses.size);
  return bytes16(bytes);
}

/** One double in both lanes. */
export function doubles(value: number): Code {
  const bytes = doubleBytes(value);
  return constant([...bytes, ...bytes]);
}

/** One integer of 64 bits in both lanes. */
export function longs(value: bigint): Code {
  const bytes = Array.from({ length: 8 }, (_, k) => Number(BigInt.asUintN(8, value >> BigInt(8 * k))));
  return constant([...bytes, ...bytes]);
}

/** One single in all lanes. */
export function singles(value: number): Code {
  const bytes = singleBytes(value);
  return constant([...bytes, ...bytes, ...bytes, ...bytes]);
}

/** One integer of 32 bits in all lanes. */
export function integers(value: number): Code {
  const bytes = [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 255);
  return constant([...bytes, ...bytes, ...bytes, ...bytes]);
}

/** Enters the constants that building these functions asks for. */
export function collectConstants(builds: readonly (() => unknown)[]): void {
  open = true;
  for (const build of builds) build();
  open = false;
}

let placed = false;

/** Before a module that reads the table runs in this thread. */
export function placeConstants(): void {
  if (placed) return;
  for (const [key, address] of addresses) kernelBytes().set(key.split(",").map(Number), address);
  placed = true;
}
