import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

export interface ScrollWindow {
  readonly top: number;
  readonly height: number;
}

/** Scroll position and height of an element, in px, kept up to date. */
export function useScrollWindow(ref: RefObject<HTMLElement | null>): ScrollWindow {
  const [window, setWindow] = useState<ScrollWindow>({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const read = () => setWindow({ top: element.scrollTop, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [ref]);
  return window;
}

/** Runs `listener` on keys that are pressed anywhere but in a text field. */
export function useGlobalKeys(listener: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      listener(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [listener]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest(
      "input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable], dialog[open]",
    ) !== null
  );
}
