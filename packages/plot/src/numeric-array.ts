import type { NumericArray as TypedArrayOfNumbers } from "@caterva2/ndarray";

/** The typed arrays that hold numbers: those that `toTypedArray` makes, and clamped bytes as a canvas has them. */
export type NumericArray = TypedArrayOfNumbers | Uint8ClampedArray;
