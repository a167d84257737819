import { type AxisText, numberText } from "@caterva2/plot";

/** A position along an axis whose coordinates are known. */
export interface AxisPlace {
  readonly text: AxisText | undefined;
  readonly index: number;
}

/** `[25, 600] = 90 · Temperature (K) 345`: where it is by index, the value, and where that is by coordinates. */
export function readOutText(position: string, value: string, places: readonly AxisPlace[]): string {
  const coordinates = places.flatMap(({ text, index }) => {
    const coordinate = text?.coordinates?.[index];
    return coordinate === undefined ? [] : [` · ${text?.title ?? ""} ${numberText(coordinate)}`];
  });
  return `${position} = ${value}${coordinates.join("")}`;
}
