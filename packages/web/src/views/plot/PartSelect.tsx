import { type ComplexPart, PARTS } from "../../state/place.ts";

const WORDS: Record<ComplexPart, string> = {
  amplitude: "Amplitude",
  phase: "Phase",
  real: "Real",
  imaginary: "Imaginary",
};

interface PartSelectProps {
  readonly part: ComplexPart;
  readonly onPart: (part: ComplexPart | undefined) => void;
}

/** What to show of complex numbers. */
export function PartSelect({ part, onPart }: PartSelectProps) {
  return (
    <select
      aria-label="Part of complex numbers"
      value={part}
      onChange={(event) => onPart(PARTS.find((name) => name === event.target.value))}
    >
      {PARTS.map((name) => (
        <option key={name} value={name}>
          {WORDS[name]}
        </option>
      ))}
    </select>
  );
}
