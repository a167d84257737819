import {
  type DType,
  type Element,
  elementReader,
  formatElement,
  type NDArray,
  type NumericArray,
  toTypedArray,
} from "@caterva2/ndarray";

/**
 * An array of one or two dimensions as comma-separated text (RFC 4180): a line a row, fields as columns with their
 * names in the first line. Numbers are written so that they are read back as the same.
 */
export function csvText(array: NDArray): string {
  const { dtype, shape } = array;
  if (dtype.kind === "struct") return structText(array);
  const columns = shape.length >= 2 ? (shape.at(-1) ?? 1) : 1;
  const rows = shape.reduce((product, extent) => product * extent, 1) / Math.max(1, columns);
  const textAt = itemText(array);
  let text = "";
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      text += (column === 0 ? "" : ",") + textAt(row * columns + column);
    }
    text += "\r\n";
  }
  return text;
}

function itemText({ dtype, data, shape }: NDArray): (index: number) => string {
  const isFloat = dtype.kind === "float";
  const plain: NumericArray | undefined = dtype.kind === "bool" ? undefined : toTypedArray({ dtype, data, shape });
  // The shortest text that is the same number again, of 32 bits as well, comes from its own type.
  if (plain !== undefined && !isFloat) return (index) => String(plain[index]);
  const read = elementReader(dtype);
  return (index) => field(formatElement(read(data, index), dtype));
}

function structText({ dtype, data, shape }: NDArray): string {
  if (dtype.kind !== "struct") return "";
  const read = elementReader(dtype);
  const rows = shape.reduce((product, extent) => product * extent, 1);
  let text = `${dtype.fields.map(({ name }) => field(name)).join(",")}\r\n`;
  for (let row = 0; row < rows; row += 1) {
    const item = read(data, row);
    const texts = dtype.fields.map(({ name, dtype: type }) => field(fullText(isRecord(item) ? item[name] : "", type)));
    text += `${texts.join(",")}\r\n`;
  }
  return text;
}

/** All of an item, also of long arrays within it. */
function fullText(value: Element | undefined, dtype: DType): string {
  if (dtype.kind !== "subarray" || !Array.isArray(value)) return formatElement(value ?? "", dtype);
  const items: readonly Element[] = value;
  // Arrays of arrays are lists in lists, of the same items.
  return `[${items.map((item) => fullText(item, Array.isArray(item) ? dtype : dtype.base)).join(", ")}]`;
}

function isRecord(item: Element): item is { readonly [field: string]: Element } {
  return typeof item === "object" && !Array.isArray(item) && !(item instanceof Uint8Array);
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
