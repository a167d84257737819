import { type KeyboardEvent, type RefObject, useState } from "react";
import type { Complaint } from "./complaint.ts";

interface PromptFieldProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly id: string;
  readonly text: string;
  readonly complaint: Complaint | undefined;
  readonly onText: (text: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** The line itself; what is wrong in it is underlined where it stands. */
export function PromptField({ ref, id, text, complaint, onText, onKey }: PromptFieldProps) {
  const [scrolled, setScrolled] = useState(0);
  const place = complaint?.place;
  return (
    <div className="prompt-field">
      <input
        ref={ref}
        id={id}
        value={text}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        enterKeyHint="go"
        placeholder="x = @public/a.b2nd + 1, or a command"
        aria-describedby={`${id}-ahead`}
        aria-invalid={complaint !== undefined}
        onChange={(event) => onText(event.target.value)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={onKey}
      />
      {place === undefined ? null : (
        <div className="prompt-mark" aria-hidden="true">
          <span style={{ translate: `${-scrolled}px` }}>
            {text.slice(0, place.start)}
            <mark>{text.slice(place.start, place.end).padEnd(place.end - place.start, "\u00a0")}</mark>
          </span>
        </div>
      )}
    </div>
  );
}
