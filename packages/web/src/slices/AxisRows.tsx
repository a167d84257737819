import { useEffect, useState } from "react";
import type { ArrayFacts } from "../data/facts.ts";
import { type AxisAction, axisOf } from "../state/axes.ts";
import type { AxisTerm } from "../state/place.ts";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { axisNames } from "./axis-names.ts";
import { IndexSlider } from "./IndexSlider.tsx";
import "./slices.css";

interface AxisRowsProps {
  readonly facts: ArrayFacts;
  readonly at: readonly AxisTerm[];
  /** Screen axes that the view has, and what to call them. */
  readonly screen: readonly { readonly name: "x" | "y"; readonly label: string }[];
  readonly act: (action: AxisAction) => void;
  /** True while the slice asked for is not on screen: playing waits for it. */
  readonly busy: boolean;
}

/** One row for each axis that is not on the screen, and which ones are. */
export function AxisRows({ facts, at, screen, act, busy }: AxisRowsProps) {
  const [playing, setPlaying] = useState<number>();
  const names = axisNames(facts);
  const index = playing === undefined ? undefined : at[playing];
  const size = playing === undefined ? 0 : (facts.shape[playing] ?? 0);
  useEffect(() => {
    if (playing === undefined || typeof index !== "number" || busy) return;
    const timer = setTimeout(() => act({ kind: "index", axis: playing, index: (index + 1) % size }), 120);
    return () => clearTimeout(timer);
  }, [playing, index, size, busy, act]);
  if (facts.shape.length < 2) return null;
  return (
    <section className="axes" aria-label="Axes">
      <div className="axes-screen">
        {screen.map(({ name, label }) => {
          const axis = axisOf(at, name);
          return (
            <label key={name}>
              {label}
              <select
                value={axis}
                onChange={(event) => act({ kind: "map", axis: Number(event.target.value), to: name })}
              >
                {at.map((term, other) =>
                  typeof term === "object" ? null : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its index.
                    <option key={other} value={other}>
                      {names[other]} ({formatCount(facts.shape[other] ?? 0)})
                    </option>
                  ),
                )}
              </select>
            </label>
          );
        })}
        {screen.length > 1 ? (
          <button
            type="button"
            className="icon-button"
            aria-label="Transpose"
            title="Transpose (t)"
            onClick={() => act({ kind: "transpose" })}
          >
            <Icon name="swap" />
          </button>
        ) : null}
      </div>
      {at.map((term, axis) =>
        typeof term === "number" && (facts.shape[axis] ?? 0) > 1 ? (
          <IndexSlider
            // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its index.
            key={axis}
            name={names[axis] ?? ""}
            index={term}
            size={facts.shape[axis] ?? 1}
            chunk={facts.chunks?.[axis] ?? 10}
            playing={playing === axis}
            onIndex={(next) => act({ kind: "index", axis, index: next })}
            onPlay={() => setPlaying((last) => (last === axis ? undefined : axis))}
          />
        ) : null,
      )}
    </section>
  );
}
