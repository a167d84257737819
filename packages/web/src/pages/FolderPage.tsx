import { lazy, Suspense, useEffect, useRef } from "react";
import { useMayWrite, useSession } from "../account/session-context.ts";
import { useApp } from "../app/context.ts";
import type { FolderEntry } from "../data/port.ts";
import { archiveUrl, downloadUrl } from "../data/urls.ts";
import { entryIcon } from "../explorer/entry-icon.ts";
import { childPath } from "../explorer/tree-model.ts";
import { DropZone } from "../files/DropZone.tsx";
import { fileMenu } from "../files/file-menu.ts";
import { containerOf } from "../state/containers.ts";
import { baseName, parentPath } from "../state/place.ts";
import { rowWindow } from "../state/windowing.ts";
import { formatAgo, formatBytes, formatCount, formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Link } from "../ui/Link.tsx";
import { Menu } from "../ui/Menu.tsx";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";
import { useScrollWindow } from "../ui/use-scroll-window.ts";
import { EntryFacts } from "./EntryFacts.tsx";
import { useFacts } from "./facts-context.ts";
import "./folder.css";

/** Only those who may write here need these. */
const ContainerActions = lazy(() => import("../files/ContainerActions.tsx"));
const FolderActions = lazy(() => import("../files/FolderActions.tsx"));
const DefaultPlot = lazy(() => import("./DefaultPlot.tsx"));
const Readme = lazy(() => import("../document/Markdown.tsx"));
const ROW = 34;
interface FolderPageProps {
  readonly path: string;
  readonly onOpen: () => void;
}

/** The content of a folder with the facts of each entry, and its README below. */
export function FolderPage({ path }: FolderPageProps) {
  const { data, changes } = useApp();
  const mayWrite = useMayWrite(path);
  const who = useSession().session?.user?.email ?? "";
  const list = useResource(`folder:${path}:${path === "" ? who : ""}`, (signal) =>
    path === "" ? rootList() : data.folder(path, signal),
  );
  const container = containerOf(path);
  const facts = useFacts();
  const plot = facts.valueKey === path && facts.value?.kind === "group" ? facts.value.plot : undefined;
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const view = useScrollWindow(scroller);
  async function rootList(): Promise<FolderEntry[]> {
    const names = await data.roots();
    return names.map((name) => ({ name, kind: "directory", size: null, mtime: "" }));
  }

  const entries = list.value ?? [];
  const columns = mayWrite && container === undefined ? 6 : 5;
  const readme = entries.find((entry) => /^readme\.(md|markdown)$/i.test(entry.name));
  const { retry } = list;
  useEffect(
    () =>
      changes.subscribe(
        (changed) => (changed === path || changed === container || parentPath(changed) === path) && retry(),
      ),
    [changes, path, container, retry],
  );
  // What stands above the rows may be a line or a plot; both elements count from the same parent.
  const above = (table.current?.offsetTop ?? 0) - (scroller.current?.offsetTop ?? 0) + ROW;
  const shown = rowWindow((view.top - above) / ROW, view.height, ROW, entries.length, 8);
  const page = (
    <div className="folder" ref={scroller}>
      <header className="folder-head">
        <h1>{path === "" ? "Roots" : baseName(path)}</h1>
        {list.value ? <p className="muted">{counted(entries.length)}</p> : null}
        <div className="row folder-actions">
          <FolderDownload path={path} empty={entries.length === 0} />
          {mayWrite ? (
            <Suspense>
              {container === path ? <ContainerActions path={path} /> : <FolderActions folder={path} />}
            </Suspense>
          ) : null}
        </div>
      </header>
      {plot === undefined ? null : (
        <Suspense fallback={<Loading what="Loading the default plot…" />}>
          <DefaultPlot plot={plot} />
        </Suspense>
      )}
      {list.error ? <FailurePane failure={list.error} onRetry={list.retry} /> : null}
      {list.loading && list.value === undefined ? <Loading what="Reading the folder…" onCancel={list.cancel} /> : null}
      {list.value && entries.length === 0 ? <EmptyFolder root={!path.includes("/")} mayWrite={mayWrite} /> : null}
      {entries.length > 0 ? (
        <table className="entries" ref={table} aria-rowcount={entries.length + 1}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="facts-column">
                Shape
              </th>
              <th scope="col" className="facts-column">
                Type
              </th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col" className="date-column">
                Modified
              </th>
              {mayWrite && container === undefined ? (
                <th scope="col" className="menu-column">
                  <span className="sr-only">Actions</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            <Spacer rows={shown.first} columns={columns} />
            {entries.slice(shown.first, shown.last).map((entry, offset) => (
              <EntryLine
                key={entry.name}
                folder={path}
                entry={entry}
                index={shown.first + offset}
                mayWrite={mayWrite && container === undefined}
              />
            ))}
            <Spacer rows={entries.length - shown.last} columns={columns} />
          </tbody>
        </table>
      ) : null}
      {readme ? (
        <Suspense fallback={<Loading what="Reading README…" />}>
          <Readme path={childPath(path, readme.name)} />
        </Suspense>
      ) : null}
    </div>
  );
  return mayWrite && container === undefined ? <DropZone folder={path}>{page}</DropZone> : page;
}

/** A folder comes as a ZIP file, a container as it is; a part of one does not come alone. */
function FolderDownload({ path, empty }: { readonly path: string; readonly empty: boolean }) {
  const container = containerOf(path);
  if (path === "" || (container === undefined ? empty : container !== path)) return null;
  const isFile = container !== undefined;
  return (
    <a
      className="button"
      href={isFile ? downloadUrl(path) : archiveUrl(path)}
      download
      title={isFile ? "The file as it is" : "All files of this folder as a ZIP file"}
    >
      <Icon name="download" />
      Download
    </a>
  );
}

interface EntryLineProps {
  readonly folder: string;
  readonly entry: FolderEntry;
  readonly index: number;
  readonly mayWrite: boolean;
}

function EntryLine({ folder, entry, index, mayWrite }: EntryLineProps) {
  const { ask } = useApp();
  const path = childPath(folder, entry.name);
  const { icon, word } = entryIcon(entry);
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row">
        <Link path={path} className="entry-name">
          <Icon name={icon} />
          <span>{entry.name}</span>
        </Link>
      </th>
      {entry.kind === "array" ? (
        <EntryFacts path={path} mtime={entry.mtime} />
      ) : (
        <td
          className={entry.text === undefined ? "facts-column muted" : "facts-column"}
          colSpan={2}
          title={entry.problem ?? entry.text}
        >
          {word}
        </td>
      )}
      <td className="number" title={entry.size === null ? undefined : `${formatCount(entry.size)} bytes`}>
        {entry.size === null ? "" : formatBytes(entry.size)}
      </td>
      <td className="date-column muted" title={entry.mtime}>
        {entry.mtime === "" ? null : (
          <>
            {formatDate(entry.mtime)}
            <span className="ago"> · {formatAgo(entry.mtime, Date.now())}</span>
          </>
        )}
      </td>
      {mayWrite ? (
        <td className="menu-column">
          <Menu
            label={`Actions for ${entry.name}`}
            icon="more"
            items={fileMenu(path, entry.kind === "directory", ask)}
          />
        </td>
      ) : null}
    </tr>
  );
}

/** Stands for rows that are not in sight. A column too many would take its share of the width. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  return rows > 0 ? (
    <tr>
      <td colSpan={columns} style={{ height: rows * ROW, padding: 0 }} />
    </tr>
  ) : null;
}

function EmptyFolder({ root, mayWrite }: { readonly root: boolean; readonly mayWrite: boolean }) {
  return (
    <div className="folder-empty">
      <Icon name="folderOpen" />
      <p>{root ? "This root is empty." : "This folder is empty."}</p>
      <p className="muted">
        {mayWrite
          ? "Drop files or folders here, or choose Upload."
          : "Files put into its directory on the server show up here at once."}
      </p>
    </div>
  );
}

function counted(count: number): string {
  return count === 1 ? "1 entry" : `${formatCount(count)} entries`;
}
