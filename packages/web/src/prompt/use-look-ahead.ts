import { useEffect, useState } from "react";
import { useApp } from "../app/context.ts";
import type { ExpressionPreview } from "../data/commands.ts";
import { formatBytes, formatShape } from "../ui/format.ts";
import { type Complaint, complaintOf } from "./complaint.ts";
import { parseCommand } from "./parse-command.ts";

/** What a line would come to. */
export interface LookAhead {
  readonly words: string;
  /** What is wrong with it; what is only incomplete has words alone. */
  readonly complaint: Complaint | undefined;
}

const NOTHING: LookAhead = { words: "", complaint: undefined };
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

function words({ shape, dtype, nbytes, cost, computed }: ExpressionPreview, compute: boolean): string {
  const size = `${formatShape(shape)} ${dtype} · ${formatBytes(nbytes)}`;
  return `${size} · ${compute || computed ? "computed" : "if all is read:"} ${costWords(cost)}`;
}

/** Whether what is wrong is what is being typed: a word at the end, or what comes next. */
function isUnfinished(text: string, { place }: Complaint): boolean {
  const line = text.trimEnd();
  return place !== undefined && place.end >= line.length && /[\w.([,=+\-*/<>&|^~]$/.test(line);
}

/** What the line would result in, or why it would not, before Enter. */
export function useLookAhead(text: string): LookAhead {
  const { commands, data } = useApp();
  const [ahead, setAhead] = useState(NOTHING);
  useEffect(() => {
    setAhead(NOTHING);
    if (text.trim() === "") return;
    const command = parseCommand(text);
    let over = false;
    const isThere = async (name: string) => {
      const mine = await data.folder("@personal").catch(() => []);
      return mine.some((entry) => entry.name === `${name}.b2nd`);
    };
    const look = async (): Promise<LookAhead> => {
      if (command.kind === "problem") return { words: command.message, complaint: undefined };
      if (command.kind !== "expression") return NOTHING;
      try {
        const [preview, replaces] = await Promise.all([commands.preview(command), isThere(command.name)]);
        const said = words(preview, command.compute);
        return { words: replaces ? `${said} · replaces ${command.name}.b2nd` : said, complaint: undefined };
      } catch (error) {
        const complaint = complaintOf(error, command.parts);
        return { words: complaint.words, complaint: isUnfinished(text, complaint) ? undefined : complaint };
      }
    };
    const timer = setTimeout(async () => {
      const next = await look();
      if (!over) setAhead(next);
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, commands, data]);
  return ahead;
}
