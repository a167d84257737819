import { useState } from "react";
import { useApp } from "../app/context.ts";
import type { Facts } from "../data/facts.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { curlSnippet, pythonSnippet, typescriptSnippet } from "./snippet.ts";

interface TakeAwayProps {
  readonly facts: Facts;
  readonly view: string;
}

/** What one takes along of what is on screen: its link, code that reads it, the numbers and the picture. */
export default function TakeAway({ facts, view }: TakeAwayProps) {
  return (
    <>
      <CopyLink />
      <CodeMenu facts={facts} view={view} />
      {facts.kind === "array" ? <ExportMenu facts={facts} view={view} /> : null}
    </>
  );
}

/** Copies texts, and says so for a moment. */
function useCopy(): { readonly done: boolean; readonly copy: (text: string) => Promise<void> } {
  const { announce } = useApp();
  const [done, setDone] = useState(false);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      announce("Copied.");
      setTimeout(() => setDone(false), 1500);
    } catch {
      announce("The browser did not allow copying.");
    }
  };
  return { done, copy };
}

function CopyLink() {
  const { done, copy } = useCopy();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Copy link"
      title="Copy link"
      onClick={() => copy(location.href)}
    >
      <Icon name={done ? "check" : "link"} />
    </button>
  );
}

const LANGUAGES = { Python: pythonSnippet, TypeScript: typescriptSnippet, curl: curlSnippet } as const;

/** Code that reads what is on screen. */
function CodeMenu({ facts, view }: TakeAwayProps) {
  const { places } = useApp();
  const { done, copy } = useCopy();
  const items = Object.entries(LANGUAGES).map(
    ([language, snippet]): MenuItem => ({
      label: `Copy as ${language}`,
      icon: "code",
      onSelect: () => void copy(snippet({ origin: location.origin, facts, view, state: places.get().state })),
    }),
  );
  return <Menu label="Copy code that reads this" icon={done ? "check" : "code"} items={items} />;
}
