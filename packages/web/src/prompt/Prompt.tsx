import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Icon } from "../ui/Icon.tsx";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import type { Complaint } from "./complaint.ts";
import { PromptHistory } from "./history.ts";
import { PromptField } from "./PromptField.tsx";
import { PromptLog } from "./PromptLog.tsx";
import { useCompletion } from "./use-completion.ts";
import { useLookAhead } from "./use-look-ahead.ts";
import { useRunner } from "./use-runner.ts";
import "./prompt.css";

/** One line at the bottom: expressions and commands, with history, completion and a look ahead. */
export default function Prompt({ person }: { readonly person: string }) {
  const [text, setText] = useState("");
  const [history] = useState(() => new PromptHistory(localStorage, person));
  const [refused, setRefused] = useState<{ readonly text: string; readonly complaint: Complaint }>();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const ahead = useLookAhead(text);
  const completion = useCompletion(field, text, setText);
  const runner = useRunner((complaint) => setRefused({ text, complaint }));
  const complaint = ahead.complaint ?? (refused?.text === text ? refused.complaint : undefined);

  useGlobalKeys((event) => {
    if (event.key !== ":") return;
    event.preventDefault();
    field.current?.focus();
  });

  const run = async () => {
    if (text.trim() === "" || runner.busy) return;
    history.add(text.trim());
    completion.close();
    // What was typed on meanwhile stays.
    if (await runner.run(text)) setText((now) => (now === text ? "" : now));
  };
  const onKey = (event: KeyboardEvent) => {
    const act = KEYS[event.ctrlKey ? `Ctrl+${event.key}` : event.key];
    if (act === undefined || event.shiftKey || event.nativeEvent.isComposing) return;
    if (act === "complete" && text === "") return;
    event.preventDefault();
    if (act === "run") void run();
    else if (act === "complete") void completion.completeHere();
    else if (act === "search") setText(history.search(text) ?? text);
    else if (act !== "leave") setText(history.step(act === "back" ? -1 : 1, text));
    else if (completion.choices.length > 0) completion.close();
    else field.current?.blur();
  };

  const words = runner.busy ? "Working…" : (complaint?.words ?? ahead.words);
  return (
    <section className="prompt" aria-label="Prompt">
      {runner.log.length > 0 ? <PromptLog lines={runner.log} onTake={setText} onClear={runner.clear} /> : null}
      {completion.choices.length > 0 ? (
        <ul className="prompt-choices" aria-label="Choices">
          {completion.choices.map((choice) => (
            <li key={choice.text}>
              <button type="button" onClick={() => completion.take(choice)}>
                {choice.text}
                <span>{choice.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <output id={`${id}-ahead`} className={complaint === undefined ? "prompt-ahead" : "prompt-ahead failed"}>
        {words}
      </output>
      <div className="prompt-line">
        <label htmlFor={id}>
          <span aria-hidden="true">&gt;</span>
          <span className="sr-only">Expression or command</span>
        </label>
        <PromptField ref={field} id={id} text={text} complaint={complaint} onText={setText} onKey={onKey} />
        {/* A keyboard on a screen has no Tab. */}
        <button
          type="button"
          className="icon-button prompt-touch"
          aria-label="Complete"
          onClick={() => {
            field.current?.focus();
            void completion.completeHere();
          }}
        >
          <Icon name="menu" />
        </button>
        <button type="button" className="icon-button prompt-touch" aria-label="Run" onClick={() => void run()}>
          <Icon name="play" />
        </button>
      </div>
    </section>
  );
}

const KEYS: Readonly<Record<string, "run" | "complete" | "back" | "forth" | "leave" | "search">> = {
  Enter: "run",
  Tab: "complete",
  ArrowUp: "back",
  ArrowDown: "forth",
  Escape: "leave",
  "Ctrl+r": "search",
};
