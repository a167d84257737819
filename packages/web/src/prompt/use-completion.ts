import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useApp } from "../app/context.ts";
import { type Choice, commonStart, complete } from "./complete.ts";

/** Choices that are shown at once. */
const MOST_SHOWN = 40;

export interface TextCompletion {
  readonly choices: readonly Choice[];
  /** Completes the word at the cursor as far as that is clear, and offers what it may become. */
  completeHere(): Promise<void>;
  take(choice: Choice): void;
  close(): void;
}

/** Completion of the text of a field. */
export function useCompletion(
  field: RefObject<HTMLInputElement | null>,
  text: string,
  setText: (text: string) => void,
): TextCompletion {
  const { data } = useApp();
  const [offer, setOffer] = useState<{
    readonly text: string;
    readonly start: number;
    readonly choices: readonly Choice[];
  }>();
  /** Where the cursor goes with the text that is about to be shown. */
  const cursorAfter = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the new text, before another letter is typed.
  useLayoutEffect(() => {
    const cursor = cursorAfter.current;
    cursorAfter.current = undefined;
    if (cursor !== undefined) field.current?.setSelectionRange(cursor, cursor);
  }, [text]);
  // Another text has other choices.
  useEffect(() => setOffer((last) => (last?.text === text ? last : undefined)), [text]);

  const put = (start: number, word: string, cursor: number): string => {
    const next = text.slice(0, start) + word + text.slice(cursor);
    // The same text is not shown anew: the cursor would wait for the next letter that is typed.
    if (next !== text) cursorAfter.current = start + word.length;
    setText(next);
    return next;
  };

  return {
    choices: offer?.text === text ? offer.choices : [],
    async completeHere() {
      const cursor = field.current?.selectionStart ?? text.length;
      const found = await complete(text, cursor, (path) =>
        path === ""
          ? data.roots().then((names) => names.map((name) => ({ name, kind: "directory", size: null, mtime: "" })))
          : data.folder(path),
      );
      // Whoever has typed on meanwhile wants something else by now.
      if (field.current?.value !== text) return;
      const common = commonStart(found.choices);
      const next = common === "" ? text : put(found.start, common, cursor);
      const choices = found.choices.length > 1 ? found.choices.slice(0, MOST_SHOWN) : [];
      setOffer({ text: next, start: found.start, choices });
    },
    take(choice) {
      const cursor = field.current?.selectionStart ?? text.length;
      put(offer?.start ?? cursor, choice.text, cursor);
      setOffer(undefined);
      field.current?.focus();
    },
    close: () => setOffer(undefined),
  };
}
