import { type NDArray, product } from "@caterva2/ndarray";

/** `abs` of complex numbers is `hypot`. */
const TRANSCENDENTAL = /exp|log|sin|cos|tan|hypot|sqrt|std|var|mean|power|\*\*|abs.*c(8|16)_/;

const SINGLE_QUOTIENT = /\/.*c8_|c8_.*\//;

/**
 * How far floats may be from NumPy's, relative to their size (or to 1: differences of large numbers lose digits).
 * Sums may be taken in another order. Transcendental functions differ by up to 2 ULP of the narrowest type that takes
 * part, and what is computed of their results by more.
 */
function toleranceOf(text: string, width: number): number {
  if (!TRANSCENDENTAL.test(text)) {
    // NumPy rounds each step of a quotient of c8; ours rounds once. A wider type around it keeps the difference.
    const exact = SINGLE_QUOTIENT.test(text) ? Math.min(width, 4) : width;
    return exact === 2 ? 2e-3 : exact === 4 ? 1e-6 : 1e-13;
  }
  if (width === 2 || /f2_|[iu]1_|int8|b1_|[<>=]|is|logical|any|all/.test(text)) return 8e-3;
  return width === 4 || /f4|c8|[iu]2|int16/.test(text) ? 2e-5 : 1e-11;
}

/** An item that moves by more than this many tolerances is not determined: a remainder of a large exponential, say. */
const UNDETERMINED = 1000;

/**
 * The first item that is not NumPy's; undefined if all are. `text` is the expression; `spread` says how far each item
 * moves when the functions inside the text are off by two floats.
 */
export function differenceOf(
  found: NDArray,
  expected: Uint8Array,
  text: string,
  spread?: Float64Array | undefined,
): string | undefined {
  if (found.data.length !== expected.length) return `${found.data.length} bytes, expected ${expected.length}`;
  const { kind, itemsize } = found.dtype;
  if (kind !== "float" && kind !== "complex") {
    // What is compared, or cut to whole numbers, turns over where its sides are a float or two apart.
    const isDetermined = (index: number) => (spread?.[Math.floor(index / itemsize)] ?? 0) === 0;
    const at = found.data.findIndex((byte, index) => byte !== expected[index] && isDetermined(index));
    return at === -1 ? undefined : `item ${Math.floor(at / itemsize)} of ${[...found.data]}, expected ${[...expected]}`;
  }
  const parts = kind === "complex" ? 2 : 1;
  const a = floats(found.data, itemsize / parts);
  const b = floats(expected, itemsize / parts);
  const tolerance = toleranceOf(text, itemsize / parts);
  for (let item = 0; item < product(found.shape); item += 1) {
    const size = Math.max(1, ...b.slice(item * parts, (item + 1) * parts).map(Math.abs));
    const moves = spread?.[item] ?? 0;
    if (moves > UNDETERMINED * tolerance * size) continue;
    for (let part = item * parts; part < (item + 1) * parts; part += 1) {
      if (!close(a[part] ?? 0, b[part] ?? 0, size, tolerance + (2 * moves) / size, parts))
        return `item ${item} of ${a}, expected ${b}`;
    }
  }
  return undefined;
}

function close(a: number, b: number, size: number, tolerance: number, parts: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  // Of a complex number beyond the finite ones, the parts depend on the order of the steps.
  if (parts === 2 && !Number.isFinite(size)) return true;
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= tolerance * size;
}

function floats(data: Uint8Array, width: number): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / width }, (_, at) => {
    if (width === 2) return view.getFloat16(at * 2, true);
    return width === 4 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true);
  });
}
