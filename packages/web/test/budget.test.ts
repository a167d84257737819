import { describe, expect, it } from "vitest";
import { filesOf, gzipBytes, noBuild, readManifest, text, workers } from "./build.ts";

const KB = 1000;

describe.skipIf(noBuild !== undefined)(`the build${noBuild === undefined ? "" : ` (skipped: ${noBuild})`}`, () => {
  const entry = (name: string) => {
    const manifest = readManifest();
    const key = Object.keys(manifest).find((path) => path.endsWith(name));
    if (key === undefined) throw new Error(`The build has no ${name}.`);
    return filesOf(manifest, key);
  };
  const list = () => entry("index.html");
  /** What a view loads on top of the list, the worker with the decoder included. */
  const onTop = (name: string) => entry(name).union(workers()).difference(list());

  it("sends at most 120 KB of script and style for the list", () => {
    expect(gzipBytes(list())).toBeLessThanOrEqual(120 * KB);
    expect(gzipBytes(list())).toBeGreaterThan(50 * KB);
  });

  it("sends at most 60 KB more for the first image", () => {
    expect(workers().size).toBe(1);
    expect(gzipBytes(list().union(onTop("ImageView.tsx")))).toBeLessThanOrEqual((120 + 60) * KB);
  });

  it.each([
    ["ImageView.tsx", 30],
    ["LineView.tsx", 30],
    ["TableView.tsx", 30],
    ["Markdown.tsx", 60],
  ])("sends little more for %s once the decoder is there", (name, most) => {
    const bytes = gzipBytes(onTop(name).difference(workers()));
    expect(bytes).toBeGreaterThan(500);
    expect(bytes).toBeLessThanOrEqual(most * KB);
  });

  it("has no script or style in the page, and nothing from elsewhere", () => {
    const page = text("index.html");
    expect(page).not.toMatch(/<style|style=|\son\w+=|https?:\/\//);
    for (const [script] of page.matchAll(/<script[^>]*>/g)) expect(script).toMatch(/src="\/assets\//);
  });
});
