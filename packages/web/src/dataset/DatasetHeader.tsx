import { lazy, Suspense, useRef } from "react";
import { useMayWrite } from "../account/session-context.ts";
import { useApp } from "../app/context.ts";
import { type Facts, typeText } from "../data/facts.ts";
import { downloadUrl } from "../data/urls.ts";
import { fileMenu } from "../files/file-menu.ts";
import { baseName } from "../state/place.ts";
import { formatBytes, formatCount, formatRatio, formatShape } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import type { ViewPlugin } from "./views.ts";

/** What nobody looks at first comes behind the data. */
const TakeAway = lazy(() => import("../export/TakeAway.tsx"));

interface DatasetHeaderProps {
  readonly facts: Facts;
  readonly views: readonly ViewPlugin[];
  readonly current: ViewPlugin;
  readonly onView: (id: string) => void;
}

export function DatasetHeader({ facts, views, current, onView }: DatasetHeaderProps) {
  const { ask } = useApp();
  const mayWrite = useMayWrite(facts.path);
  const download = useRef<HTMLAnchorElement>(null);
  useGlobalKeys((event) => {
    if (event.key === "d") download.current?.click();
  });
  return (
    <header className="dataset-head">
      <h1 title={facts.path}>{baseName(facts.path)}</h1>
      <ul className="chips" aria-label="Facts">
        {chipsOf(facts).map((chip) => (
          <li key={chip.name} title={`${chip.name}: ${chip.title ?? chip.text}`}>
            {chip.text}
          </li>
        ))}
      </ul>
      <fieldset className="segments" aria-label="View">
        {views.map((view, index) => (
          <button
            key={view.id}
            type="button"
            aria-pressed={view === current}
            title={`${view.label} (${index + 1})`}
            onClick={() => onView(view.id)}
          >
            <Icon name={view.icon} />
            <span>{view.label}</span>
          </button>
        ))}
      </fieldset>
      <div className="row head-actions">
        <Suspense fallback={<span className="head-menus-room" />}>
          <TakeAway facts={facts} view={current.id} />
        </Suspense>
        <a
          ref={download}
          className="button"
          href={downloadUrl(facts.path)}
          download={baseName(facts.path)}
          title="Download (d)"
        >
          <Icon name="download" />
          <span>Download</span>
        </a>
        {mayWrite ? <Menu label="More" icon="more" items={fileMenu(facts.path, false, ask)} /> : null}
      </div>
    </header>
  );
}

interface Chip {
  readonly name: string;
  readonly text: string;
  readonly title?: string;
}

function chipsOf(facts: Facts): Chip[] {
  const chips: Chip[] = [];
  if (facts.kind === "array") {
    chips.push({ name: "Shape", text: formatShape(facts.shape) });
    chips.push({ name: "Type", text: typeText(facts), title: facts.dtypeText });
  }
  if (facts.kind === "array" || facts.kind === "file") {
    const { nbytes, ratio } = facts.storage;
    chips.push({ name: "Size", text: formatBytes(nbytes), title: `${formatCount(nbytes)} bytes` });
    if (ratio > 0) chips.push({ name: "Compression", text: formatRatio(ratio) });
  } else if (facts.size !== undefined) {
    chips.push({ name: "Size", text: formatBytes(facts.size), title: `${formatCount(facts.size)} bytes` });
  }
  return chips;
}
