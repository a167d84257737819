/** The repository path that a relative reference in a document means; undefined for addresses, anchors and what leaves the root. */
export function resolveReference(folder: string, reference: string): string | undefined {
  if (reference === "" || /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(reference)) return undefined;
  const parts = folder.split("/");
  for (const part of decode(reference.replace(/[#?].*$/s, "")).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 1) parts.pop();
    else return undefined;
  }
  return parts.join("/");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
