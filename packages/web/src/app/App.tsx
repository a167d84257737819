import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { SessionContext } from "../account/session-context.ts";
import { useSessionState } from "../account/use-session-state.ts";
import { Explorer } from "../explorer/Explorer.tsx";
import type { FileRequest } from "../files/file-request.ts";
import { Inspector } from "../inspector/Inspector.tsx";
import { FactsContext } from "../pages/facts-context.ts";
import { PlacePage } from "../pages/PlacePage.tsx";
import { baseName, parentPath } from "../state/place.ts";
import { useResource } from "../ui/use-resource.ts";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import { BottomBar, type Pane } from "./BottomBar.tsx";
import { AppContext, type PageServices } from "./context.ts";
import { OfflineBar } from "./OfflineBar.tsx";
import { Splitter } from "./Splitter.tsx";
import { readSetting, writeSetting } from "./settings.ts";
import { TopBar } from "./TopBar.tsx";
import { useTheme } from "./theme.ts";
import "./tokens.css";
import "./app.css";

const SignInDialog = lazy(() => import("../account/SignInDialog.tsx"));
const AccountDialog = lazy(() => import("../account/AccountDialog.tsx"));
const KeyList = lazy(() => import("./KeyList.tsx"));
const Prompt = lazy(() => import("../prompt/Prompt.tsx"));
const FileDialogs = lazy(() => import("../files/FileDialogs.tsx"));
const WIDE = "(min-width: 1280px)";

export function App({ page }: { readonly page: PageServices }) {
  const { data, places, changes } = page;
  const [said, setSaid] = useState("");
  const [request, ask] = useState<FileRequest>();
  const [dialog, setDialog] = useState<"signIn" | "account" | "keys">();
  const session = useSessionState(
    page.accounts,
    useCallback(() => setDialog("signIn"), []),
  );
  const closeDialog = useCallback(() => setDialog(undefined), []);
  const services = useMemo(() => ({ ...page, announce: setSaid, ask }), [page]);
  const { path } = useSyncExternalStore(places.subscribe, places.get);
  const facts = useResource(path === "" ? undefined : path, (signal) => data.facts(path, signal));
  const who = session.session?.user?.email;
  const { error, retry } = facts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was refused to one may be open to another.
  useEffect(() => {
    if (error !== undefined) retry();
  }, [who]);
  const theme = useTheme();
  const [pane, setPane] = useState<Pane>(path === "" ? "browse" : "view");
  const [explorer, toggleExplorer] = useToggle("explorer", true);
  const [inspector, toggleInspector] = useToggle("inspector", matchMedia(WIDE).matches);
  const [width, setWidth] = useState(() => clampWidth(Number(readSetting("explorerWidth") ?? 280)));

  useEffect(() => {
    document.title = path === "" ? "Caterva2" : `${baseName(path)} · Caterva2`;
  }, [path]);

  const shown = facts.valueKey === path ? facts.value : undefined;
  const folder = shown === undefined || path === "" ? undefined : shown.kind === "group" ? path : parentPath(path);
  useEffect(() => changes.follow(folder), [changes, folder]);

  useGlobalKeys((event) => {
    if (event.key === "b") toggleExplorer();
    else if (event.key === "i") toggleInspector();
    else if (event.key === "?") setDialog("keys");
    else return;
    event.preventDefault();
  });

  const resize = (next: number) => {
    setWidth(clampWidth(next));
    writeSetting("explorerWidth", String(clampWidth(next)));
  };
  const showView = useCallback(() => setPane("view"), []);

  return (
    <AppContext value={services}>
      <SessionContext value={session}>
        <FactsContext value={facts}>
          <div className="app" data-pane={pane}>
            <TopBar
              theme={theme.theme}
              onTheme={theme.next}
              onAccount={() => setDialog("account")}
              onKeys={() => setDialog("keys")}
              onExplorer={toggleExplorer}
              onInspector={toggleInspector}
              explorer={explorer}
              inspector={inspector}
            />
            <OfflineBar />
            <div className="body">
              {explorer || pane === "browse" ? (
                <>
                  <nav className={explorer ? "explorer" : "explorer closed"} aria-label="Explorer" style={{ width }}>
                    <Explorer onOpen={showView} />
                  </nav>
                  <Splitter width={width} onResize={resize} />
                </>
              ) : null}
              <main className="centre">
                <PlacePage onOpen={showView} />
              </main>
              {inspector || pane === "info" ? (
                <aside className={inspector ? "inspector" : "inspector closed"} aria-label="About this item">
                  <Inspector />
                </aside>
              ) : null}
            </div>
            {who === undefined ? null : (
              <Suspense>
                <Prompt key={who} person={who} />
              </Suspense>
            )}
            <BottomBar pane={pane} onPane={setPane} />
            <Suspense>
              {dialog === "signIn" ? <SignInDialog onClose={closeDialog} /> : null}
              {dialog === "keys" ? <KeyList onClose={closeDialog} /> : null}
              {dialog === "account" ? <AccountDialog onClose={closeDialog} /> : null}
            </Suspense>
            {request === undefined ? null : (
              <Suspense>
                <FileDialogs request={request} onClose={() => ask(undefined)} />
              </Suspense>
            )}
            <div className="sr-only" aria-live="polite">
              {said}
            </div>
          </div>
        </FactsContext>
      </SessionContext>
    </AppContext>
  );
}

function useToggle(name: "explorer" | "inspector", initial: boolean): [boolean, () => void] {
  const [on, setOn] = useState(() => (readSetting(name) === undefined ? initial : readSetting(name) === "1"));
  const toggle = useCallback(() => {
    setOn((last) => {
      writeSetting(name, last ? "0" : "1");
      return !last;
    });
  }, [name]);
  return [on, toggle];
}

function clampWidth(width: number): number {
  return Math.round(Math.max(180, Math.min(Number.isFinite(width) ? width : 280, 560)));
}
