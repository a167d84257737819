import { type Limits, symmetricLimits } from "@caterva2/plot";
import { useState } from "react";
import type { Statistics } from "../../data/port.ts";
import type { ViewState } from "../../state/place.ts";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { Colours } from "./colours.ts";
import { HistogramRange } from "./HistogramRange.tsx";

interface LimitsControlProps {
  readonly colours: Colours;
  readonly statistics: Statistics;
  readonly locked: boolean;
  readonly update: (patch: ViewState) => void;
}

/** The limits of the colours: numbers, histogram with handles, presets, lock over slices. */
export function LimitsControl({ colours, statistics, locked, update }: LimitsControlProps) {
  const limits = colours.limits ?? { low: statistics.min, high: statistics.max };
  const set = (next: Limits) => update({ lim: [tidy(next.low), tidy(next.high)] });
  const presets: Record<string, () => void> = {
    percentiles: () => update({ lim: undefined }),
    range: () => set({ low: statistics.min, high: statistics.max }),
    symmetric: () => set(symmetricLimits(limits)),
  };
  return (
    <fieldset className="limits" aria-label="Limits of the colours">
      <NumberField label="Lower limit" value={limits.low} onValue={(low) => set({ ...limits, low })} />
      <HistogramRange statistics={statistics} limits={limits} onLimits={set} />
      <NumberField label="Upper limit" value={limits.high} onValue={(high) => set({ ...limits, high })} />
      <select aria-label="Limits from" value="" onChange={(event) => presets[event.target.value]?.()}>
        <option value="" hidden>
          {locked ? "Fixed" : "Auto"}
        </option>
        <option value="percentiles">Auto: percentiles 0.1 – 99.9</option>
        <option value="range">Minimum – maximum</option>
        <option value="symmetric">Symmetric about 0</option>
      </select>
      <button
        type="button"
        className="icon-button"
        aria-label="Keep these limits for all slices"
        title={
          locked
            ? "These limits hold for all slices; unlock to follow each slice (a)"
            : "Keep these limits for all slices"
        }
        aria-pressed={locked}
        onClick={() => (locked ? update({ lim: undefined }) : set(limits))}
      >
        <Icon name={locked ? "lock" : "unlock"} />
      </button>
    </fieldset>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}

/** A number that takes effect on Enter or when left. */
function NumberField({ label, value, onValue }: NumberFieldProps) {
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    const next = Number(draft?.replace("−", "-").replaceAll("\u2009", ""));
    if (draft !== undefined && draft.trim() !== "" && Number.isFinite(next)) onValue(next);
    setDraft(undefined);
  };
  return (
    <input
      className="number-field"
      inputMode="decimal"
      aria-label={label}
      value={draft ?? formatNumber(value, 5)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
}

/** Seven digits are more than colours can show, and keep links short. */
function tidy(value: number): number {
  return Number(value.toPrecision(7));
}
