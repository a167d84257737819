import { useCallback, useEffect, useState } from "react";
import { readSetting, writeSetting } from "./settings.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The chosen theme, put on the document as `data-theme` in the colours that apply now. */
export function useTheme(): { theme: Theme; next: () => void } {
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((name) => name === readSetting("theme")) ?? "system");
  const [systemDark, setSystemDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const read = () => setSystemDark(query.matches);
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, []);
  const resolved = theme === "system" ? (systemDark ? "dark" : "light") : theme;
  document.documentElement.dataset.theme = resolved;
  const next = useCallback(() => {
    setTheme((last) => {
      const chosen = THEMES[(THEMES.indexOf(last) + 1) % THEMES.length] ?? "system";
      writeSetting("theme", chosen);
      return chosen;
    });
  }, []);
  return { theme, next };
}

const DARK = "(prefers-color-scheme: dark)";
