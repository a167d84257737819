import { SCALES, type ScaleName, type ViewState } from "../../state/place.ts";
import { ScaleSelect } from "../ScaleSelect.tsx";
import { ZoomButtons } from "../ZoomButtons.tsx";

interface LineToolbarProps {
  readonly scale: ScaleName;
  readonly update: (patch: ViewState) => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
}

export function LineToolbar({ scale, update, onFit, onZoom }: LineToolbarProps) {
  return (
    <div className="toolbar" role="toolbar" aria-label="Line">
      <ScaleSelect scale={scale} onScale={(name) => update({ scale: SCALES.find((known) => known === name) })} />
      <span className="gap" />
      <ZoomButtons onFit={onFit} onZoom={onZoom} />
    </div>
  );
}
