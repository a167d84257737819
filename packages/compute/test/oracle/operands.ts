import { type NDArray, parseDType, product } from "@caterva2/ndarray";
import { OPERANDS } from "./grammar.ts";

const SHAPES: Readonly<Record<string, readonly number[]>> = { m: [3, 4], b: [3, 4], v: [4], c: [3, 1], s: [] };

/** The arrays that the grammar names: small numbers of both signs, zeros, and for floats NaN and infinity. */
export function oracleOperands(): ReadonlyMap<string, NDArray> {
  const arrays = new Map<string, NDArray>();
  for (const code of Object.values(OPERANDS).flat()) {
    const [type = "", form = "m"] = code.replace("?", "b1").split("_");
    const shape = SHAPES[form] ?? [];
    const items = Array.from({ length: product(shape) }, (_, at) => itemOf(type, at, product(shape)));
    arrays.set(`${type}_${form}`, numbers(`${form === "b" ? ">" : "<"}${type}`, shape, items));
  }
  arrays.set("U_m", texts("<U6", [3, 4], ["alpha", "beta", "gal", "", "al", "Älpha"]));
  arrays.set("U_v", texts(">U3", [4], ["al", "bet", "", "x"]));
  arrays.set("S_v", texts("|S5", [4], ["alpha", "be", "", "xal"]));
  return arrays;
}

const FLOATS = [0.5, -1.25, 0, 3, Number.NaN, 7.75, 2, 100, Number.NEGATIVE_INFINITY, 1, -2.5, 0.001];
const INTEGERS = [3, -2, 0, 1, 7, -7, 12, 100, -128, 2, 5, 127];

function itemOf(type: string, at: number, count: number): number {
  if (type === "b1") return at % 3 === 0 ? 1 : 0;
  const integer = INTEGERS[at % INTEGERS.length] ?? 0;
  if (type.startsWith("u")) return Math.abs(integer);
  if (type.startsWith("i")) return integer;
  // NumPy takes roots for a 0-d exponent of 0.5, which differs for minus infinity.
  return count === 1 ? 1.5 : (FLOATS[at % FLOATS.length] ?? 0);
}

function numbers(dtypeText: string, shape: readonly number[], items: readonly number[]): NDArray {
  const dtype = parseDType(dtypeText);
  const data = new Uint8Array(items.length * dtype.itemsize);
  const view = new DataView(data.buffer);
  const little = !dtypeText.startsWith(">");
  for (const [index, item] of items.entries())
    writeItem(view, index * dtype.itemsize, dtypeText.slice(1), item, little);
  return { dtype, shape, data };
}

function writeItem(view: DataView, at: number, type: string, item: number, little: boolean): void {
  switch (type) {
    case "i1":
    case "u1":
    case "b1":
      view.setInt8(at, item);
      return;
    case "i2":
    case "u2":
      view.setInt16(at, item, little);
      return;
    case "i4":
    case "u4":
      view.setInt32(at, item, little);
      return;
    case "i8":
    case "u8":
      view.setBigInt64(at, BigInt(item), little);
      return;
    case "f2":
      view.setFloat16(at, item, little);
      return;
    case "f4":
      view.setFloat32(at, item, little);
      return;
    case "c8":
      view.setFloat32(at, Number.isFinite(item) ? item : 1, little);
      view.setFloat32(at + 4, at % 16 === 0 ? 2 : -0.5, little);
      return;
    case "c16":
      view.setFloat64(at, Number.isFinite(item) ? item : 1, little);
      view.setFloat64(at + 8, at % 32 === 0 ? 2 : -0.5, little);
      return;
    default:
      view.setFloat64(at, item, little);
  }
}

function texts(dtypeText: string, shape: readonly number[], items: readonly string[]): NDArray {
  const dtype = parseDType(dtypeText);
  const count = product(shape);
  const data = new Uint8Array(count * dtype.itemsize);
  const view = new DataView(data.buffer);
  for (let index = 0; index < count; index += 1) {
    for (const [place, character] of [...(items[index % items.length] ?? "")].entries()) {
      const point = character.codePointAt(0) ?? 0;
      if (dtype.kind === "bytes") view.setUint8(index * dtype.itemsize + place, point);
      else view.setUint32(index * dtype.itemsize + place * 4, point, !dtypeText.startsWith(">"));
    }
  }
  return { dtype, shape, data };
}
