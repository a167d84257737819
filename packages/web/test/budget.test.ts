import { describe, expect, it } from "vitest";
import { filesOf, gzipBytes, noBuild, readManifest, text } from "./build.ts";

const KB = 1000;

describe.skipIf(noBuild !== undefined)(`the build${noBuild === undefined ? "" : ` (skipped: ${noBuild})`}`, () => {
  const entry = (name: string) => {
    const manifest = readManifest();
    const key = Object.keys(manifest).find((path) => path.endsWith(name));
    if (key === undefined) throw new Error(`The build has no ${name}.`);
    return filesOf(manifest, key);
  };
  /** What a view loads on top of the list. */
  const onTop = (name: string) => entry(name).difference(entry("index.html"));

  it("sends at most 120 KB of script and style for the list, worker and decoder included", () => {
    const files = entry("index.html");
    expect([...files].some((file) => file.includes("worker-"))).toBe(true);
    expect(gzipBytes(files)).toBeLessThanOrEqual(120 * KB);
  });

  it.each([
    ["ImageView.tsx", 60],
    ["LineView.tsx", 30],
    ["TableView.tsx", 30],
    ["Markdown.tsx", 60],
  ])("sends little more for %s", (name, most) => {
    const bytes = gzipBytes(onTop(name));
    expect(bytes).toBeGreaterThan(500);
    expect(bytes).toBeLessThanOrEqual(most * KB);
  });

  it("has no script or style in the page, and nothing from elsewhere", () => {
    const page = text("index.html");
    expect(page).not.toMatch(/<style|style=|\son\w+=|https?:\/\//);
    for (const [script] of page.matchAll(/<script[^>]*>/g)) expect(script).toMatch(/src="\/assets\//);
  });
});
