import { shapeText } from "../shape.ts";
import { alignmentOf, alignUp } from "./layout.ts";
import { pythonRepr } from "./literal.ts";
import { KIND_CODES } from "./scalar.ts";
import type { DType, ScalarDType, StructDType, TimeUnit } from "./types.ts";

/** `str(dtype)` of NumPy 2 on a little-endian machine, character for character. */
export function formatDType(dtype: DType): string {
  if (dtype.kind === "struct") return structText(dtype, true);
  if (dtype.kind === "subarray") return `(${innerText(dtype.base)}, ${shapeText(dtype.shape)})`;
  if (dtype.kind === "bytes" || dtype.kind === "str" || dtype.kind === "void" || dtype.byteOrder === "big") {
    return arrayProtocolText(dtype);
  }
  if (dtype.kind === "bool") return "bool";
  return `${dtype.kind}${dtype.itemsize * 8}${unitText(dtype.unit)}`;
}

/** What python-blosc2 stores in the b2nd metalayer: `dtype.str` of simple dtypes, `str(dtype)` of the others. */
export function descrText(dtype: DType): string {
  return dtype.kind === "struct" || dtype.kind === "subarray" ? formatDType(dtype) : arrayProtocolText(dtype);
}

/** `dtype.str` of a simple dtype: `<f8`, `|S6`, `<M8[ns]`. */
function arrayProtocolText(dtype: ScalarDType): string {
  const sign = dtype.kind === "str" && dtype.byteOrder === "none" ? "<" : SIGNS[dtype.byteOrder];
  const size = dtype.kind === "str" ? dtype.itemsize / 4 : dtype.itemsize;
  return `${sign}${KIND_CODES[dtype.kind].code}${size}${unitText(dtype.unit)}`;
}

const SIGNS = { little: "<", big: ">", none: "|" } as const;

function unitText(unit: TimeUnit | undefined): string {
  if (unit === undefined || unit.name === "generic") return "";
  return `[${unit.count === 1 ? "" : unit.count}${unit.name}]`;
}

/** The short form of a dtype inside another: no `|`, no flag for alignment. */
function innerText(dtype: DType): string {
  if (dtype.kind === "struct") return structText(dtype, false);
  if (dtype.kind === "subarray") return formatDType(dtype);
  if (dtype.kind === "bool") return "'?'";
  const code = arrayProtocolText(dtype).replace("|", "");
  return dtype.itemsize === 0 ? `'${code.replace(/0$/, "")}'` : `'${code}'`;
}

function structText(dtype: StructDType, showAligned: boolean): string {
  return isPacked(dtype) && !(showAligned && dtype.aligned) ? fieldListText(dtype) : fieldDictText(dtype, showAligned);
}

/** True if the list of the fields alone gives this layout back. */
function isPacked(dtype: StructDType): boolean {
  let end = 0;
  let widest = 1;
  for (const field of dtype.fields) {
    const alignment = dtype.aligned ? alignmentOf(field.dtype) : 1;
    widest = Math.max(widest, alignment);
    if (field.offset !== alignUp(end, alignment)) return false;
    end = field.offset + field.dtype.itemsize;
  }
  return alignUp(end, widest) === dtype.itemsize;
}

function fieldListText(dtype: StructDType): string {
  const fields = dtype.fields.map(({ name, title, dtype: type }) => {
    const label = title === undefined ? pythonRepr(name) : `(${pythonRepr(title)}, ${pythonRepr(name)})`;
    const format = type.kind === "subarray" ? `${innerText(type.base)}, ${shapeText(type.shape)}` : innerText(type);
    return `(${label}, ${format})`;
  });
  return `[${fields.join(", ")}]`;
}

function fieldDictText(dtype: StructDType, showAligned: boolean): string {
  const { fields } = dtype;
  const list = (texts: readonly (string | number)[]) => `[${texts.join(", ")}]`;
  const parts = [
    `'names': ${list(fields.map((field) => pythonRepr(field.name)))}`,
    `'formats': ${list(fields.map((field) => innerText(field.dtype)))}`,
    `'offsets': ${list(fields.map((field) => field.offset))}`,
  ];
  if (fields.some((field) => field.title !== undefined)) {
    const titles = fields.map((field) => (field.title === undefined ? "None" : pythonRepr(field.title)));
    parts.push(`'titles': ${list(titles)}`);
  }
  parts.push(`'itemsize': ${dtype.itemsize}`);
  if (showAligned && dtype.aligned) parts.push("'aligned': True");
  return `{${parts.join(", ")}}`;
}
