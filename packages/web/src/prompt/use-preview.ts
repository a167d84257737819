import { useEffect, useState } from "react";
import { useApp } from "../app/context.ts";
import { Failure } from "../data/port.ts";
import { formatBytes, formatShape } from "../ui/format.ts";
import { parseCommand } from "./parse-command.ts";

export interface Preview {
  readonly words: string;
  readonly failed: boolean;
}

const NOTHING: Preview = { words: "", failed: false };
/** Typing is over when nothing came for so long, in ms. */
const PAUSE = 350;

/** Items that a server computes in a second, roughly. */
const ITEMS_A_SECOND = 5e7;

/** What computing all of it takes, in words. */
export function costWords(cost: number): string {
  const seconds = cost / ITEMS_A_SECOND;
  if (seconds < 1) return "at once";
  return seconds < 90 ? `about ${Math.ceil(seconds)} s` : `about ${Math.ceil(seconds / 60)} min`;
}

/** What the line would result in, or why it would not, before Enter. */
export function usePreview(text: string): Preview {
  const { commands } = useApp();
  const [preview, setPreview] = useState(NOTHING);
  useEffect(() => {
    setPreview(NOTHING);
    const command = parseCommand(text);
    if (command.kind !== "expression") return;
    let over = false;
    const timer = setTimeout(async () => {
      const next = await commands.preview(command).then(
        ({ shape, dtype, nbytes, cost }) => ({
          words: `${shape.length === 0 ? "scalar" : formatShape(shape)} ${dtype} · ${formatBytes(nbytes)} · ${costWords(cost)}`,
          failed: false,
        }),
        (error: unknown) => ({ words: error instanceof Failure ? error.message : "", failed: true }),
      );
      if (!over) setPreview(next);
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, commands]);
  return preview;
}
