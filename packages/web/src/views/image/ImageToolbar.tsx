import type { Statistics } from "../../data/port.ts";
import { SCALES, type ViewState } from "../../state/place.ts";
import { ScaleSelect } from "../ScaleSelect.tsx";
import { ZoomButtons } from "../ZoomButtons.tsx";
import { ColourMapPicker } from "./ColourMapPicker.tsx";
import type { Colours } from "./colours.ts";
import { LimitsControl } from "./LimitsControl.tsx";

interface ImageToolbarProps {
  readonly colours: Colours;
  readonly statistics: Statistics | undefined;
  /** An RGB picture has no map and no limits. */
  readonly colour: boolean;
  readonly locked: boolean;
  readonly update: (patch: ViewState) => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFullScreen: () => void;
}

export function ImageToolbar(props: ImageToolbarProps) {
  const { colours, statistics, colour, locked, update } = props;
  return (
    <div className="toolbar" role="toolbar" aria-label="Image">
      {colour ? null : (
        <>
          <ColourMapPicker colours={colours} update={update} />
          <ScaleSelect
            scale={colours.scale}
            onScale={(name) => update({ scale: SCALES.find((known) => known === name) })}
          />
          {statistics ? (
            <LimitsControl colours={colours} statistics={statistics} locked={locked} update={update} />
          ) : null}
        </>
      )}
      <span className="gap" />
      <ZoomButtons onFit={props.onFit} onZoom={props.onZoom} onFullScreen={props.onFullScreen} />
    </div>
  );
}
