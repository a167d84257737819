import { Icon } from "../../ui/Icon.tsx";

interface ZoomButtonsProps {
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFullScreen?: () => void;
}

const STEP = 1.5;

export function ZoomButtons({ onFit, onZoom, onFullScreen }: ZoomButtonsProps) {
  return (
    <div className="row zoom-buttons">
      <button
        type="button"
        className="icon-button"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => onZoom(1 / STEP)}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => onZoom(STEP)}
      >
        <Icon name="plus" />
      </button>
      <button type="button" className="icon-button" aria-label="Fit" title="Fit (0)" onClick={onFit}>
        <Icon name="fit" />
      </button>
      {onFullScreen ? (
        <button
          type="button"
          className="icon-button"
          aria-label="Full screen"
          title="Full screen (f)"
          onClick={onFullScreen}
        >
          <Icon name="full" />
        </button>
      ) : null}
    </div>
  );
}
