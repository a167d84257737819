import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { usePlace } from "../app/context.ts";
import { attributesOf } from "../data/facts.ts";
import { useFacts } from "../pages/facts-context.ts";
import { InfoList } from "./InfoList.tsx";
import "./inspector.css";

const Attributes = lazy(() => import("./Attributes.tsx"));
const TABS = ["Info", "Attributes"] as const;

/** The numbers about what is on screen, beside it. */
export function Inspector() {
  const { path } = usePlace();
  const facts = useFacts();
  const [tab, setTab] = useState<(typeof TABS)[number]>("Info");
  const value = facts.valueKey === path ? facts.value : undefined;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = tab === "Info" ? "Attributes" : "Info";
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label="Inspector" onKeyDown={onKey}>
        {TABS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="inspector-panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div id="inspector-panel" className="inspector-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {value === undefined ? (
          <p className="muted">{path === "" ? "Choose a dataset to see its facts." : facts.error ? "No facts." : ""}</p>
        ) : tab === "Info" ? (
          <InfoList facts={value} />
        ) : (
          <Suspense>
            <Attributes attributes={attributesOf(value)} />
          </Suspense>
        )}
      </div>
    </>
  );
}
