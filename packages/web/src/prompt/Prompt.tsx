import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useApp } from "../app/context.ts";
import { Failure } from "../data/port.ts";
import { explain } from "../ui/failures.ts";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import { commonStart, complete } from "./complete.ts";
import { PromptHistory } from "./history.ts";
import { parseCommand } from "./parse-command.ts";
import { runCommand } from "./run-command.ts";
import { usePreview } from "./use-preview.ts";
import "./prompt.css";

interface LogLine {
  readonly command: string;
  readonly words: string;
  readonly failed: boolean;
}

/** Lines that the log keeps on screen. */
const LOG_LINES = 50;

/** One line at the bottom: expressions and commands, with history, completion and a look ahead. */
export default function Prompt() {
  const { commands, changes, places, data, announce } = useApp();
  const [text, setText] = useState("");
  const [choices, setChoices] = useState<readonly string[]>([]);
  const [log, setLog] = useState<readonly LogLine[]>([]);
  const [busy, setBusy] = useState(false);
  const [history] = useState(() => new PromptHistory(localStorage));
  const field = useRef<HTMLInputElement>(null);
  /** Where the cursor goes with the text that is about to be shown. */
  const cursorAfter = useRef<number>(undefined);
  const preview = usePreview(text);
  const id = useId();

  useGlobalKeys((event) => {
    if (event.key !== ":") return;
    event.preventDefault();
    field.current?.focus();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the new text, before another letter is typed.
  useLayoutEffect(() => {
    const cursor = cursorAfter.current;
    cursorAfter.current = undefined;
    if (cursor !== undefined) field.current?.setSelectionRange(cursor, cursor);
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has other choices.
  useEffect(() => setChoices([]), [text]);

  const say = (command: string, words: string, failed: boolean) => {
    setLog((lines) => [...lines, { command, words, failed }].slice(-LOG_LINES));
    announce(words);
  };
  const run = async () => {
    const line = text.trim();
    if (line === "" || busy) return;
    const command = parseCommand(line);
    if (command.kind === "problem") return say(line, command.message, true);
    history.add(line);
    setBusy(true);
    try {
      const result = await runCommand(command, commands);
      setText("");
      for (const path of result.changed) changes.notify(path);
      say(line, result.words, false);
      if (result.open !== undefined) places.go(result.open);
    } catch (error) {
      say(line, failureWords(error), true);
    } finally {
      setBusy(false);
    }
  };
  const completeHere = async () => {
    const cursor = field.current?.selectionStart ?? text.length;
    const found = await complete(text, cursor, (path) =>
      path === ""
        ? data.roots().then((names) => names.map((name) => ({ name, kind: "directory", size: null, mtime: "" })))
        : data.folder(path),
    );
    // Whoever has typed on meanwhile wants something else by now.
    if (field.current?.value !== text) return;
    const common = commonStart(found.choices);
    if (common !== "") {
      cursorAfter.current = found.start + common.length;
      setText(text.slice(0, found.start) + common + text.slice(cursor));
    }
    // After the effect of the new text, which clears the choices.
    requestAnimationFrame(() => setChoices(found.choices.length > 1 ? found.choices.slice(0, 40) : []));
  };
  const onKey = (event: KeyboardEvent) => {
    const act = KEYS[event.ctrlKey ? `Ctrl+${event.key}` : event.key];
    if (act === undefined || event.shiftKey) return;
    if (act === "complete" && text === "") return;
    event.preventDefault();
    if (act === "run") void run();
    else if (act === "complete") void completeHere();
    else if (act === "leave") field.current?.blur();
    else if (act === "search") setText(history.search(text) ?? text);
    else setText(history.step(act === "back" ? -1 : 1, text));
  };

  return (
    <section className="prompt" aria-label="Prompt">
      {log.length > 0 ? (
        <ol className="prompt-log" aria-label="Answers">
          {log.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added at the end.
            <li key={index} className={line.failed ? "failed" : ""}>
              <button
                type="button"
                className="text-button"
                title="Take this line again"
                onClick={() => setText(line.command)}
              >
                {line.command}
              </button>
              <pre>{line.words}</pre>
            </li>
          ))}
        </ol>
      ) : null}
      {choices.length > 0 ? (
        <ul className="prompt-choices" aria-label="Choices">
          {choices.map((choice) => (
            <li key={choice}>{choice}</li>
          ))}
        </ul>
      ) : null}
      <div className="prompt-line">
        <label htmlFor={id} aria-label="Expression or command">
          &gt;
        </label>
        <input
          ref={field}
          id={id}
          value={text}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder="x = @public/a.b2nd + 1, or a command  :"
          aria-describedby={`${id}-preview`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <output id={`${id}-preview`} className={preview.failed ? "failed" : "muted"}>
          {busy ? "Working…" : preview.words}
        </output>
        {log.length > 0 ? (
          <button type="button" className="button" onClick={() => setLog([])}>
            Clear
          </button>
        ) : null}
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

function failureWords(error: unknown): string {
  if (!(error instanceof Failure)) return String(error);
  return error.message === "" ? explain(error).title : error.message;
}
