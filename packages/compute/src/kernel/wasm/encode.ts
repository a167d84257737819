/** WebAssembly's binary format, as much of it as kernels need. */

/** Bytes of code, nested as they are put together; flattened once at the end. */
export type Code = readonly (number | Code)[];

export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof VALUE_TYPES;

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(BigInt.asUintN(7, rest));
    rest >>= 7n;
    const done = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const scratch = new DataView(new ArrayBuffer(8));

export function doubleBytes(value: number): number[] {
  scratch.setFloat64(0, value, true);
  return [...new Uint8Array(scratch.buffer)];
}

export function singleBytes(value: number): number[] {
  scratch.setFloat32(0, value, true);
  return [...new Uint8Array(scratch.buffer, 0, 4)];
}

/** Appends the bytes of nested code. */
export function flatten(code: Code, into: number[]): void {
  for (const part of code) {
    if (typeof part === "number") into.push(part);
    else flatten(part, into);
  }
}

export function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

export function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

export function signatureBytes({ params, results }: Signature): number[] {
  return [0x60, ...[params, results].flatMap((types) => list(types.map((type) => [VALUE_TYPES[type]])))];
}
