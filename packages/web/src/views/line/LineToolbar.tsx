import { type ComplexPart, SCALES, type ScaleName, type ViewState } from "../../state/place.ts";
import { PartSelect } from "../plot/PartSelect.tsx";
import { ScaleSelect } from "../plot/ScaleSelect.tsx";
import { ZoomButtons } from "../plot/ZoomButtons.tsx";

interface LineToolbarProps {
  /** Which part of complex numbers is shown. */
  readonly part: ComplexPart | undefined;
  readonly scale: ScaleName;
  readonly update: (patch: ViewState) => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
}

export function LineToolbar({ part, scale, update, onFit, onZoom }: LineToolbarProps) {
  return (
    <div className="toolbar" role="toolbar" aria-label="Line">
      {part ? <PartSelect part={part} onPart={(next) => update({ part: next })} /> : null}
      <ScaleSelect scale={scale} onScale={(name) => update({ scale: SCALES.find((known) => known === name) })} />
      <span className="gap" />
      <ZoomButtons onFit={onFit} onZoom={onZoom} />
    </div>
  );
}
