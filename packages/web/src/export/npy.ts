import { type DType, descrText, type NDArray, type StructDType, shapeText } from "@caterva2/ndarray";

/** The header ends at a multiple of this many bytes, as `numpy.save` has it. */
const ALIGNMENT = 64;
const MAGIC = [0x93, ...[..."NUMPY"].map((letter) => letter.charCodeAt(0))];

/** An array as the pieces of an NPY file (NumPy's NEP 1): version 1.0, 3.0 where a name is no Latin. */
export function npyFile({ dtype, shape, data }: NDArray): [Uint8Array<ArrayBuffer>, Uint8Array] {
  const dictionary = `{'descr': ${descrOf(dtype)}, 'fortran_order': False, 'shape': ${shapeText(shape)}, }`;
  const text = new TextEncoder().encode(dictionary);
  const isLatin = text.length === dictionary.length;
  const isShort = isLatin && text.length + 2 * ALIGNMENT < 2 ** 16;
  const start = MAGIC.length + 2 + (isShort ? 2 : 4);
  const end = Math.ceil((start + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(end).fill(" ".charCodeAt(0));
  const view = new DataView(header.buffer);
  header.set([...MAGIC, isShort ? 1 : isLatin ? 2 : 3, 0]);
  if (isShort) view.setUint16(MAGIC.length + 2, end - start, true);
  else view.setUint32(MAGIC.length + 2, end - start, true);
  header.set(text, start);
  header[end - 1] = "\n".charCodeAt(0);
  return [header, data];
}

/** What `numpy.lib.format` reads a dtype from. */
function descrOf(dtype: DType): string {
  if (dtype.kind === "struct") return fieldsOf(dtype);
  if (dtype.kind === "subarray") return `(${descrOf(dtype.base)}, ${shapeText(dtype.shape)})`;
  return quoted(descrText(dtype));
}

/** A list of fields with the bytes between them, which have no name. */
function fieldsOf({ fields, itemsize }: StructDType): string {
  const parts: string[] = [];
  let at = 0;
  const pad = (to: number) => {
    if (to > at) parts.push(`('', '|V${to - at}')`);
  };
  for (const { name, dtype, offset } of fields.toSorted((a, b) => a.offset - b.offset)) {
    pad(offset);
    const inner = dtype.kind === "subarray" ? `${descrOf(dtype.base)}, ${shapeText(dtype.shape)}` : descrOf(dtype);
    parts.push(`(${quoted(name)}, ${inner})`);
    at = offset + dtype.itemsize;
  }
  pad(itemsize);
  return `[${parts.join(", ")}]`;
}

/** A text as Python writes one. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}
