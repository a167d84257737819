/**
 * Value of `Content-Disposition` for any file name (RFC 6266): a quoted ASCII form for old clients,
 * and where that loses something the exact one in UTF-8 (RFC 8187).
 */
export function contentDisposition(kind: "attachment" | "inline", name: string): string {
  const exact = name.toWellFormed();
  const plain = exact.replace(/[^\x20-\x7e]|["\\%]/gu, "_");
  const header = `${kind}; filename="${plain}"`;
  return plain === exact ? header : `${header}; filename*=UTF-8''${extendedValue(exact)}`;
}

/** `encodeURIComponent` leaves four characters that RFC 8187 does not count among attr-char. */
function extendedValue(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
