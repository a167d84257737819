import { useState } from "react";
import { useApp } from "../app/context.ts";
import { type Complaint, complaintOf } from "./complaint.ts";
import { type Command, parseCommand } from "./parse-command.ts";
import { runCommand } from "./run-command.ts";

/** A line that was entered, and what came of it. */
export interface LogLine {
  readonly command: string;
  readonly words: string;
  readonly failed: boolean;
  /** A computation that goes on: its number among the jobs, which say the rest. */
  readonly job?: number;
}

/** Lines that the log keeps on screen. */
const LOG_LINES = 50;

type Expression = Extract<Command, { kind: "expression" }>;

export interface Runner {
  readonly log: readonly LogLine[];
  readonly busy: boolean;
  /** Carries out a line; true if it may go from the field. What is wrong with it goes to `complain`. */
  run(line: string): Promise<boolean>;
  clear(): void;
}

/** Carries out lines one after the other; values that are computed go on as jobs beside them. */
export function useRunner(complain: (complaint: Complaint) => void): Runner {
  const { commands, changes, places, jobs, announce } = useApp();
  const [log, setLog] = useState<readonly LogLine[]>([]);
  const [busy, setBusy] = useState(false);

  const say = (line: LogLine) => {
    setLog((lines) => [...lines, line].slice(-LOG_LINES));
    announce(line.words);
  };

  /** The result opens when it is there, unless its reader has gone elsewhere meanwhile. */
  const compute = (line: string, wish: Expression) => {
    const { path: from } = places.get();
    const job = jobs.add({
      title: `Compute ${wish.name}`,
      path: `@personal/${wish.name}.b2nd`,
      measure: "shares",
      work: async (onProgress, signal) => {
        const path = await commands.lazyExpression(wish, { onProgress, signal });
        changes.notify(path);
        if (places.get().path === from) places.go(path);
        announce(`Computed ${path}`);
        return path;
      },
    });
    say({ command: line, words: `Computing ${wish.name}.`, failed: false, job });
  };

  const carryOut = async (line: string, command: Command) => {
    if (command.kind === "expression") {
      const { computed } = await commands.preview(command);
      if (computed || command.compute) return compute(line, command);
    }
    const result = await runCommand(command, commands);
    for (const path of result.changed) changes.notify(path);
    say({ command: line, words: result.words, failed: false });
    if (result.open !== undefined) places.go(result.open);
  };

  return {
    log,
    busy,
    clear: () => setLog([]),
    async run(line) {
      const command = parseCommand(line);
      if (command.kind === "problem") {
        const { message, start, end } = command;
        complain({ words: message, place: { start, end: Math.max(end, start + 1) } });
        announce(message);
        return false;
      }
      setBusy(true);
      try {
        await carryOut(line, command);
        return true;
      } catch (error) {
        const complaint = complaintOf(error, command.kind === "expression" ? command.parts : []);
        // What is wrong at a place is shown there; what failed otherwise belongs to the log.
        if (complaint.place === undefined) say({ command: line, words: complaint.words, failed: true });
        else announce(complaint.words);
        complain(complaint);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
