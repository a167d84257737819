/** Address of a call of the server: `/api/info/@public/a.b2nd`. */
export function apiUrl(call: string, path = ""): string {
  const parts = path === "" ? [] : path.split("/").map((part) => encodeURIComponent(part).replaceAll("%40", "@"));
  return ["/api", call, ...parts].join("/");
}

export function downloadUrl(path: string): string {
  return apiUrl("download", path);
}

/** A whole folder as a ZIP file. */
export function archiveUrl(path: string): string {
  return apiUrl("archive", path);
}

/** The content as a browser shows it; images as PNG at most `width` px wide. */
export function previewUrl(path: string, width?: number): string {
  return apiUrl("preview", path) + (width === undefined ? "" : `?width=${width}`);
}
