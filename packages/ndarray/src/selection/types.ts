/** One position; drops its dimension. `0 <= index < extent`. */
export interface IndexAxis {
  readonly kind: "index";
  readonly index: number;
}

/** `count` positions `start, start + step, ...`; all within the extent. `step >= 1`. */
export interface RangeAxis {
  readonly kind: "range";
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

export type AxisSelection = IndexAxis | RangeAxis;

/** One entry a dimension, already checked against the array's shape: whoever holds one may trust it. */
export type Selection = readonly AxisSelection[];

/** Coordinates along some axes, paired as NumPy pairs index arrays (after broadcasting, flattened in C order). */
export interface PointAxes {
  /** The gathered axes, ascending. */
  readonly axes: readonly number[];
  /** Shape of the broadcast index arrays. */
  readonly shape: readonly number[];
  /** One list of coordinates for each entry of `axes`, each of `product(shape)` entries, all in range. */
  readonly coordinates: readonly (readonly number[])[];
}

/** A selection with gathered points: NumPy's advanced indexing, as `indices=` of the REST API asks for. */
export interface GatherSelection {
  /** Entries for the axes that are not gathered; a gathered axis holds `undefined`. */
  readonly axes: readonly (AxisSelection | undefined)[];
  readonly points: PointAxes;
  /** Where the dimensions of `points.shape` stand in the result (NumPy: in place if the lists are neighbours, else first). */
  readonly resultPosition: number;
}
