import type { CommandPort } from "../data/commands.ts";
import { childPath } from "../explorer/tree-model.ts";
import { parentPath } from "../state/place.ts";
import type { Command } from "./parse-command.ts";

/** What a command came to: words for the log, and what to look at. */
export interface CommandResult {
  readonly words: string;
  /** A path to open. */
  readonly open?: string;
  /** Paths whose folders look different now. */
  readonly changed: readonly string[];
}

/** Carries out a command. @throws Failure */
export async function runCommand(command: Command, commands: CommandPort): Promise<CommandResult> {
  switch (command.kind) {
    case "expression": {
      const path = await commands.lazyExpression(command);
      return { words: `Made ${path}`, open: path, changed: [path] };
    }
    case "copy": {
      const path = await commands.copy(command.from, command.to);
      return { words: `Copied to ${path}`, changed: [path] };
    }
    case "move": {
      const path = await commands.move(command.from, command.to);
      return { words: `Moved to ${path}`, changed: [command.from, path] };
    }
    case "remove":
      await commands.remove(command.path);
      return { words: `Removed ${command.path}`, changed: [command.path] };
    case "unfold": {
      const path = childPath(parentPath(command.path), await commands.unfold(command.path));
      return { words: `Unfolded into ${path}`, open: path, changed: [path] };
    }
    case "addNotebook": {
      const path = await commands.addNotebook(command.path);
      return { words: `Made ${path}`, open: path, changed: [path] };
    }
    case "open":
      return { words: `Opened ${command.path}`, open: command.path, changed: [] };
    case "addUser":
      return { words: await commands.addUser(command.email, command.password), changed: [] };
    case "deleteUser":
      return { words: await commands.deleteUser(command.email), changed: [] };
    case "listUsers":
      return { words: (await commands.listUsers()).join("\n"), changed: [] };
  }
}
