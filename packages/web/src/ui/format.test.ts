import { expect, it } from "vitest";
import { formatAgo, formatBytes, formatCount, formatNumber, formatShape } from "./format.ts";

const plain = (text: string) => text.replaceAll("\u2009", "_");

it("writes sizes, counts and shapes with thin spaces", () => {
  expect([0, 1023, 1536, 12_345_678, 2 ** 60].map((bytes) => plain(formatBytes(bytes)))).toEqual([
    "0_B",
    "1023_B",
    "1.50_KiB",
    "11.8_MiB",
    "1024_PiB",
  ]);
  expect([12, 1234, 1_234_567].map((count) => plain(formatCount(count)))).toEqual(["12", "1_234", "1_234_567"]);
  expect([plain(formatShape([1000, 3])), formatShape([])]).toEqual(["1_000_×_3", "scalar"]);
});

it("writes numbers short, with a true minus", () => {
  const texts = [0.5, -1234.5678, 1e-7, 1e20, 1000, -3, Number.NaN, Number.NEGATIVE_INFINITY].map((value) =>
    plain(formatNumber(value)),
  );
  expect(texts).toEqual(["0.5", "−1234.57", "1e-7", "1e+20", "1_000", "−3", "NaN", "−∞"]);
});

it("says how long ago a time was", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  expect(
    ["2026-03-10T11:59:30Z", "2026-03-10T10:00:00Z", "2025-01-01T00:00:00Z", "?"].map((time) => formatAgo(time, now)),
  ).toEqual(["just now", "2 hours ago", "1 year ago", ""]);
});
