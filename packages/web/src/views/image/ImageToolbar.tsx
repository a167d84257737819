import type { Statistics } from "../../data/port.ts";
import { type ComplexPart, SCALES, type ViewState } from "../../state/place.ts";
import { Icon } from "../../ui/Icon.tsx";
import { PartSelect } from "../plot/PartSelect.tsx";
import { ScaleSelect } from "../plot/ScaleSelect.tsx";
import { ZoomButtons } from "../plot/ZoomButtons.tsx";
import { ColourMapPicker } from "./ColourMapPicker.tsx";
import type { Colours } from "./colours.ts";
import { LimitsControl } from "./LimitsControl.tsx";

interface ImageToolbarProps {
  readonly colours: Colours;
  readonly statistics: Statistics | undefined;
  /** An RGB picture has no map and no limits. */
  readonly colour: boolean;
  /** Which part of complex numbers is shown. */
  readonly part: ComplexPart | undefined;
  readonly locked: boolean;
  /** Whether the values along the row and the column at the pointer are shown. */
  readonly cuts: boolean;
  readonly onCuts: () => void;
  readonly update: (patch: ViewState) => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFullScreen: () => void;
}

export function ImageToolbar(props: ImageToolbarProps) {
  const { colours, statistics, colour, part, locked, update } = props;
  return (
    <div className="toolbar" role="toolbar" aria-label="Image">
      {colour ? null : (
        <>
          <ColourMapPicker colours={colours} update={update} />
          {part ? <PartSelect part={part} onPart={(next) => update({ part: next, lim: undefined })} /> : null}
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
      {colour ? null : (
        <button
          type="button"
          className="icon-button"
          aria-label="Row and column at the pointer"
          title="Row and column at the pointer (p)"
          aria-pressed={props.cuts}
          onClick={props.onCuts}
        >
          <Icon name="line" />
        </button>
      )}
      <ZoomButtons onFit={props.onFit} onZoom={props.onZoom} onFullScreen={props.onFullScreen} />
    </div>
  );
}
