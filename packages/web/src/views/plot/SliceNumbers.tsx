import { type DType, formatFloat } from "@caterva2/ndarray";
import type { Statistics } from "../../data/port.ts";
import { formatCount, formatNumber } from "../../ui/format.ts";

/** What there is to say of the numbers of a slice, in a few words. */
export function SliceNumbers({ statistics }: { readonly statistics: Statistics | undefined }) {
  if (statistics === undefined) return null;
  return <span className="slice-numbers">{numbersText(statistics)}</span>;
}

export function numbersText({ min, max, mean, nan, infinite, count }: Statistics): string {
  const texts =
    nan + infinite === count
      ? ["no finite values"]
      : [`min ${formatNumber(min)}`, `max ${formatNumber(max)}`, `mean ${formatNumber(mean)}`];
  if (nan > 0) texts.push(`NaN ${formatCount(nan)}`);
  if (infinite > 0) texts.push(`∞ ${formatCount(infinite)}`);
  return texts.join(" · ");
}

/** The same in a sentence, for those who hear it. */
export function numbersSentence({ min, max, mean, nan, infinite, count }: Statistics): string {
  if (nan + infinite === count) return "no finite values";
  return `values from ${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}`;
}

/** One value in full precision; of what is computed from complex items, that of a double. */
export function itemText(item: number | bigint, dtype: DType): string {
  return typeof item === "number" && dtype.kind === "float" ? formatFloat(item, dtype.itemsize) : String(item);
}
