import { useEffect } from "react";
import { useApp } from "../../app/context.ts";
import type { Statistics } from "../../data/port.ts";
import { SliceNumbers } from "./SliceNumbers.tsx";

interface ReadOutBarProps {
  /** Position and value at the pointer; empty when it is nowhere. */
  readonly text: string;
  readonly by: "pointer" | "keyboard" | undefined;
  /** What to do to read a value. */
  readonly hint: string;
  readonly statistics: Statistics | undefined;
}

/** The value at the pointer, said aloud when the keys moved it, and the numbers of the slice. */
export function ReadOutBar({ text, by, hint, statistics }: ReadOutBarProps) {
  const { announce } = useApp();
  const aloud = by === "keyboard" ? text : "";
  useEffect(() => {
    if (aloud !== "") announce(aloud);
  }, [aloud, announce]);
  return (
    <div className="readout">
      <output aria-label="Value at the pointer">{text || <span className="muted">{hint}</span>}</output>
      <span className="gap" />
      <SliceNumbers statistics={statistics} />
    </div>
  );
}
