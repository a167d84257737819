import { COLOR_MAP_NAMES, colorGradient } from "@caterva2/plot";
import { useEffect, useId, useRef, useState } from "react";
import type { ViewState } from "../../state/place.ts";
import type { Colours } from "./colours.ts";

/** The colour map, chosen by its looks. */
export function ColourMapPicker({
  colours,
  update,
}: {
  readonly colours: Colours;
  readonly update: (patch: ViewState) => void;
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    box.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside.
    <div className="map-picker" ref={box} onKeyDown={(event) => open && event.key === "Escape" && close()}>
      <button
        ref={button}
        type="button"
        className="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`Colour map ${colours.map}`}
        title="Colour map (c)"
        onClick={() => setOpen(!open)}
      >
        <span className="swatch" style={{ background: colorGradient(colours.map, colours.invert) }} />
        <span className="map-name">{colours.map}</span>
      </button>
      {open ? (
        <fieldset className="map-list">
          <legend className="sr-only">Colour map</legend>
          {COLOR_MAP_NAMES.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name={id}
                checked={name === colours.map}
                onChange={() => update({ map: name })}
                onKeyDown={(event) => event.key === "Enter" && close()}
              />
              <span className="swatch" style={{ background: colorGradient(name, colours.invert) }} />
              {name}
            </label>
          ))}
          <label className="map-invert">
            <input
              type="checkbox"
              checked={colours.invert}
              onChange={(event) => update({ invert: event.target.checked || undefined })}
            />
            Invert
          </label>
        </fieldset>
      ) : null}
    </div>
  );
}
