const PREFIX = "caterva2.";

/** A setting remembered by this browser; undefined also where storage is switched off. */
export function readSetting(name: "theme" | "explorer" | "explorerWidth" | "inspector"): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeSetting(name: Parameters<typeof readSetting>[0], value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is full or switched off: the setting lasts as long as the page.
  }
}
