import type { KeyboardEvent } from "react";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";

interface IndexSliderProps {
  readonly name: string;
  readonly index: number;
  readonly size: number;
  /** Positions of one chunk: what PageUp and PageDown step over. */
  readonly chunk: number;
  readonly playing: boolean;
  readonly onIndex: (index: number) => void;
  readonly onPlay: () => void;
}

/** An axis at one index: slider, number and play. */
export function IndexSlider({ name, index, size, chunk, playing, onIndex, onPlay }: IndexSliderProps) {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 10 : 1;
    const steps: Record<string, number> = {
      ArrowRight: step,
      ArrowUp: step,
      ArrowLeft: -step,
      ArrowDown: -step,
      PageUp: chunk,
      PageDown: -chunk,
      Home: -size,
      End: size,
    };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onIndex(Math.max(0, Math.min(index + by, size - 1)));
  };
  return (
    <div className="axis">
      <span className="axis-name" title={name}>
        {name}
      </span>
      <input
        type="range"
        aria-label={name}
        aria-valuetext={`${index} of 0 to ${size - 1}`}
        min={0}
        max={size - 1}
        value={index}
        onChange={(event) => onIndex(event.target.valueAsNumber)}
        onKeyDown={onKey}
      />
      <input
        type="number"
        className="axis-index"
        aria-label={`Index of ${name}`}
        min={0}
        max={size - 1}
        value={index}
        onChange={(event) => Number.isFinite(event.target.valueAsNumber) && onIndex(event.target.valueAsNumber)}
      />
      <span className="axis-size muted">/ {formatCount(size)}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={`${playing ? "Stop" : "Play"} ${name}`}
        title={playing ? "Stop" : "Play"}
        aria-pressed={playing}
        onClick={onPlay}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
    </div>
  );
}
