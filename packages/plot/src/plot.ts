import type { Limits, ScaleName } from "./scale.ts";

/** Port: what every plot does. `View` is the part that is seen, `Pointer` a place in it. */
export interface Plot<View, Pointer> {
  readonly view: View;
  readonly limits: Limits;
  setView(view: View): void;
  /** Fixed limits of the values; undefined follows the data again. Limits that are not finite are ignored. */
  setLimits(limits: Limits | undefined): void;
  setScale(scale: ScaleName): void;
  /** Shows all of it. */
  fit(): void;
  /** Zooms about the centre. */
  zoom(factor: number): void;
  /** Answers how to be told no more. */
  onPointer(callback: (pointer: Pointer | null) => void): () => void;
  onViewChange(callback: (view: View) => void): () => void;
  /** The plot with all that is around it as it is on screen, as PNG. */
  toBlob(): Promise<Blob | null>;
  destroy(): void;
}
