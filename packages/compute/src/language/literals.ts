import type { ExpressionPart } from "./tree.ts";

const DECIMAL = /^[0-9](?:_?[0-9])*$/;
const RADIX = /^0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)$/;
const FLOAT = /^(?:[0-9](?:_?[0-9])*)?\.?(?:[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;

/** Digits that no 64-bit number needs: longer ones would only cost time. */
const MAX_DIGITS = 400;

/** The number that a token means; undefined if Python would not take it, or it is absurdly long. */
export function numberLiteral(token: string): ExpressionPart | undefined {
  if (token.length > MAX_DIGITS) return undefined;
  const digits = token.replaceAll("_", "");
  if (DECIMAL.test(token)) {
    // Python refuses 0123, but takes 000.
    return /^0+[1-9]/.test(digits) ? undefined : { kind: "integer", value: BigInt(digits) };
  }
  if (RADIX.test(token)) return { kind: "integer", value: BigInt(digits.toLowerCase()) };
  if (/[jJ]$/.test(token) && FLOAT.test(token.slice(0, -1)) && /[0-9]/.test(token)) {
    return { kind: "imaginary", value: Number(digits.slice(0, -1)) };
  }
  if (FLOAT.test(token) && /[0-9]/.test(token)) return { kind: "float", value: Number(digits) };
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

/** The text or bytes that a token means (bytes as characters 0 to 255); a string says why it is refused. */
export function textLiteral(token: string): ExpressionPart | string {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(token);
  if (match === null) return "a text without its end";
  const [, prefix = "", , body = ""] = match;
  const letters = prefix.toLowerCase();
  if (!["", "u", "b", "r", "br", "rb"].includes(letters)) return "texts with this prefix are not in the language";
  const isBytes = letters.includes("b");
  const value = letters.includes("r") ? body : withoutEscapes(body, isBytes);
  if (value === undefined) return "an escape that is not known";
  if (!isBytes) return { kind: "text", value };
  return /^[\0-\xff]*$/.test(value) ? { kind: "bytes", value } : "bytes hold characters up to 255 only";
}

function withoutEscapes(body: string, isBytes: boolean): string | undefined {
  let valid = true;
  const value = body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (_, code: string) => {
      const known = ESCAPES[code];
      if (known !== undefined) return known;
      const point = /^[0-7]/.test(code) ? Number.parseInt(code, 8) : Number.parseInt(code.slice(1), 16);
      const numeric = /^[0-7]|^x..|^[uU]..../.test(code) && !(isBytes && /^[uU]/.test(code));
      if (numeric && point <= 0x10ffff) return String.fromCodePoint(point);
      valid = false;
      return "";
    },
  );
  return valid ? value : undefined;
}
