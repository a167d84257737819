import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useApp } from "../app/context.ts";
import type { CommandPort } from "../data/commands.ts";
import { childPath } from "../explorer/tree-model.ts";
import { baseName, parentPath } from "../state/place.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { FormFailure, useAttempt } from "../ui/use-attempt.tsx";
import type { FileRequest } from "./file-request.ts";
import { copyName, urlName } from "./names.ts";
import "./files.css";

interface FileDialogsProps {
  readonly request: FileRequest;
  readonly onClose: () => void;
}

/** How a kind of request is asked about and carried out. `value` is what stands in the field, if there is one. */
interface Form {
  readonly title: string;
  readonly label?: string;
  readonly hint?: string;
  readonly initial?: string;
  readonly verb: string;
  readonly danger?: boolean;
  run(commands: CommandPort, value: string): Promise<string>;
  /** Paths whose folders look different afterwards. */
  changed(result: string): readonly string[];
}

/** Asks what is still open about a request, and carries it out. */
export default function FileDialogs({ request, onClose }: FileDialogsProps) {
  const { commands, changes, places, announce } = useApp();
  const form = formOf(request);
  const [value, setValue] = useState(form.initial ?? "");
  const { busy, failure, attempt } = useAttempt();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    const input = field.current;
    const name = input?.value.lastIndexOf("/") ?? -1;
    input?.focus();
    input?.setSelectionRange(name + 1, input.value.length);
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await attempt(async () => {
      const result = await form.run(commands, value.trim());
      for (const path of form.changed(result)) changes.notify(path);
      followTo(request, result, places.get().path, (path) => places.go(path));
    });
    if (!done) return;
    announce(`${form.title}: done.`);
    onClose();
  };

  const empty = form.label !== undefined && value.trim() === "";
  return (
    <Dialog title={form.title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {form.label === undefined ? null : (
          <label htmlFor={id}>
            {form.label}
            <input
              ref={field}
              id={id}
              value={value}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setValue(event.target.value)}
            />
          </label>
        )}
        {form.hint === undefined ? null : <p className="muted">{form.hint}</p>}
        <FormFailure failure={failure} />
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className={form.danger === true ? "button danger" : "button primary"}
            disabled={busy || empty}
          >
            {busy ? "Working…" : form.verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function formOf(request: FileRequest): Form {
  switch (request.kind) {
    case "move":
      return {
        title: `Move or rename ${baseName(request.path)}`,
        label: "New path",
        hint: "A folder, or a path with a new name.",
        initial: request.path,
        verb: "Move",
        run: (commands, value) => commands.move(request.path, value),
        changed: (result) => [request.path, result],
      };
    case "copy":
      return {
        title: `Copy ${baseName(request.path)}`,
        label: "Path of the copy",
        hint: "A folder, or a path with a new name.",
        initial: copyName(request.path),
        verb: "Copy",
        run: (commands, value) => commands.copy(request.path, value),
        changed: (result) => [result],
      };
    case "remove":
      return {
        title: `Delete ${baseName(request.path)}?`,
        hint: request.folder
          ? "The folder goes with everything in it. This cannot be undone."
          : "The file goes for everybody. This cannot be undone.",
        verb: "Delete",
        danger: true,
        run: (commands) => commands.remove(request.path),
        changed: () => [request.path],
      };
    case "makeFolder":
      return {
        title: "New folder",
        label: "Name",
        verb: "Create",
        run: (commands, value) => commands.makeFolder(childPath(request.parent, value)),
        changed: (result) => [result],
      };
    case "loadFromUrl":
      return {
        title: "Load from a web address",
        label: "Address",
        hint: "The server fetches the file; addresses inside its own network are refused.",
        verb: "Load",
        run: (commands, value) => commands.loadFromUrl(childPath(request.parent, urlName(value)), value),
        changed: (result) => [result],
      };
  }
}

/** Whoever looks at what was moved or removed is taken along, or to the folder above. */
function followTo(request: FileRequest, result: string, here: string, go: (path: string) => void): void {
  if (request.kind === "makeFolder" || request.kind === "loadFromUrl") {
    go(result);
  } else if (request.kind !== "copy" && (here === request.path || here.startsWith(`${request.path}/`))) {
    go(request.kind === "move" ? result : parentPath(request.path));
  }
}
