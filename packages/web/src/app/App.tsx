import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { DataPort } from "../data/port.ts";
import { Explorer } from "../explorer/Explorer.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { FactsContext } from "../pages/facts-context.ts";
import { PlacePage } from "../pages/PlacePage.tsx";
import { baseName } from "../state/place.ts";
import type { PlaceStore } from "../state/place-store.ts";
import { useResource } from "../ui/use-resource.ts";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import { BottomBar, type Pane } from "./BottomBar.tsx";
import { AppContext } from "./context.ts";
import { KeyList } from "./KeyList.tsx";
import { OfflineBar } from "./OfflineBar.tsx";
import { Splitter } from "./Splitter.tsx";
import { readSetting, writeSetting } from "./settings.ts";
import { TopBar } from "./TopBar.tsx";
import { useTheme } from "./theme.ts";
import "./tokens.css";
import "./app.css";

const WIDE = "(min-width: 1280px)";

export function App({ data, places }: { readonly data: DataPort; readonly places: PlaceStore }) {
  const [said, setSaid] = useState("");
  const services = useMemo(() => ({ data, places, announce: setSaid }), [data, places]);
  const { path } = useSyncExternalStore(places.subscribe, places.get);
  const facts = useResource(path === "" ? undefined : path, (signal) => data.facts(path, signal));
  const theme = useTheme();
  const [pane, setPane] = useState<Pane>(path === "" ? "browse" : "view");
  const [explorer, toggleExplorer] = useToggle("explorer", true);
  const [inspector, toggleInspector] = useToggle("inspector", matchMedia(WIDE).matches);
  const [width, setWidth] = useState(() => clampWidth(Number(readSetting("explorerWidth") ?? 280)));
  const keys = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    document.title = path === "" ? "Caterva2" : `${baseName(path)} · Caterva2`;
  }, [path]);

  useGlobalKeys((event) => {
    if (event.key === "b") toggleExplorer();
    else if (event.key === "i") toggleInspector();
    else if (event.key === "?") keys.current?.showModal();
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
      <FactsContext value={facts}>
        <div className="app" data-pane={pane}>
          <TopBar
            theme={theme.theme}
            onTheme={theme.next}
            onKeys={() => keys.current?.showModal()}
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
          <BottomBar pane={pane} onPane={setPane} />
          <KeyList ref={keys} />
          <div className="sr-only" aria-live="polite">
            {said}
          </div>
        </div>
      </FactsContext>
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
