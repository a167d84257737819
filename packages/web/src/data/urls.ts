/** Addresses of the server for the browser's own use: links and `<img>`. */
export function downloadUrl(path: string): string {
  return `/api/download/${encodePath(path)}`;
}

/** The content as a browser shows it; images as PNG at most `width` px wide. */
export function previewUrl(path: string, width?: number): string {
  return `/api/preview/${encodePath(path)}${width === undefined ? "" : `?width=${width}`}`;
}

function encodePath(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part).replaceAll("%40", "@"))
    .join("/");
}
