import { SCALES, type ScaleName } from "../../state/place.ts";

const WORDS: Record<ScaleName, string> = { linear: "Linear", log: "Log", sqrt: "Root", symlog: "Symlog" };

export function ScaleSelect({
  scale,
  onScale,
}: {
  readonly scale: ScaleName;
  readonly onScale: (name: string) => void;
}) {
  return (
    <select aria-label="Scale" title="Scale (l)" value={scale} onChange={(event) => onScale(event.target.value)}>
      {SCALES.map((name) => (
        <option key={name} value={name}>
          {WORDS[name]}
        </option>
      ))}
    </select>
  );
}
