import { type NDArray, product } from "@caterva2/ndarray";

/**
 * How far floats may be from NumPy's, relative to their size. Transcendental functions differ by up to 2 ULP, and
 * what is computed of their results by more.
 */
const TOLERANCE = { 2: 4e-3, 4: 2e-5, 8: 1e-11 } as const;

/** The first item that is not NumPy's; undefined if all are. */
export function differenceOf(found: NDArray, expected: Uint8Array): string | undefined {
  if (found.data.length !== expected.length) return `${found.data.length} bytes, expected ${expected.length}`;
  const { kind, itemsize } = found.dtype;
  if (kind !== "float" && kind !== "complex") {
    const at = found.data.findIndex((byte, index) => byte !== expected[index]);
    return at === -1 ? undefined : `item ${Math.floor(at / itemsize)} of ${[...found.data]}, expected ${[...expected]}`;
  }
  const width = kind === "complex" ? itemsize / 2 : itemsize;
  const a = floats(found.data, width);
  const b = floats(expected, width);
  const parts = kind === "complex" ? 2 : 1;
  for (let item = 0; item < product(found.shape); item += 1) {
    const size = Math.max(...b.slice(item * parts, (item + 1) * parts).map(Math.abs));
    for (let part = item * parts; part < (item + 1) * parts; part += 1) {
      if (!close(a[part] ?? 0, b[part] ?? 0, size, width, parts)) return `item ${item} of ${a}, expected ${b}`;
    }
  }
  return undefined;
}

function close(a: number, b: number, size: number, width: number, parts: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  // Of a complex number beyond the finite ones, NumPy's parts depend on the order of its steps.
  if (parts === 2 && !Number.isFinite(size)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const relative = width === 2 ? TOLERANCE[2] : width === 4 ? TOLERANCE[4] : TOLERANCE[8];
  return Math.abs(a - b) <= relative * Math.max(size, 1);
}

function floats(data: Uint8Array, width: number): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / width }, (_, at) => {
    if (width === 2) return view.getFloat16(at * 2, true);
    return width === 4 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true);
  });
}
