import type { Statistics } from "../../data/port.ts";
import { SCALES, type ScaleName, type ViewState } from "../../state/place.ts";
import { Icon } from "../../ui/Icon.tsx";
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

const SCALE_WORDS: Record<ScaleName, string> = { linear: "Linear", log: "Log", sqrt: "Square root", symlog: "Symlog" };

export function ImageToolbar(props: ImageToolbarProps) {
  const { colours, statistics, colour, locked, update } = props;
  return (
    <div className="toolbar" role="toolbar" aria-label="Image">
      {colour ? null : (
        <>
          <ColourMapPicker colours={colours} update={update} />
          <select
            aria-label="Scale"
            title="Scale (l)"
            value={colours.scale}
            onChange={(event) => update({ scale: SCALES.find((name) => name === event.target.value) })}
          >
            {SCALES.map((name) => (
              <option key={name} value={name}>
                {SCALE_WORDS[name]}
              </option>
            ))}
          </select>
          {statistics ? <LimitsControl colours={colours} statistics={statistics} locked={locked} update={update} /> : null}
        </>
      )}
      <span className="gap" />
      <div className="row zoom-buttons">
        <button type="button" className="icon-button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => props.onZoom(1 / 1.5)}>
          <Icon name="minus" />
        </button>
        <button type="button" className="icon-button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => props.onZoom(1.5)}>
          <Icon name="plus" />
        </button>
        <button type="button" className="icon-button" aria-label="Fit" title="Fit (0)" onClick={props.onFit}>
          <Icon name="fit" />
        </button>
        <button type="button" className="icon-button" aria-label="Full screen" title="Full screen (f)" onClick={props.onFullScreen}>
          <Icon name="full" />
        </button>
      </div>
    </div>
  );
}
