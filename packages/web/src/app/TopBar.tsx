import { lazy, Suspense, useSyncExternalStore } from "react";
import { AccountButton } from "../account/AccountButton.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Link } from "../ui/Link.tsx";
import logo from "../ui/logo.svg";
import { Breadcrumbs } from "./Breadcrumbs.tsx";
import { useApp } from "./context.ts";
import type { Theme } from "./theme.ts";

interface TopBarProps {
  readonly theme: Theme;
  readonly explorer: boolean;
  readonly inspector: boolean;
  readonly onTheme: () => void;
  readonly onKeys: () => void;
  readonly onAccount: () => void;
  readonly onExplorer: () => void;
  readonly onInspector: () => void;
}

/** Most who come only look. */
const JobsButton = lazy(() => import("../jobs/JobsButton.tsx"));
const THEME_ICON = { system: "system", light: "sun", dark: "moon" } as const;

export function TopBar(props: TopBarProps) {
  const { theme, explorer, inspector } = props;
  const { jobs } = useApp();
  const hasJobs = useSyncExternalStore(jobs.subscribe, () => jobs.get().length > 0);
  return (
    <header className="topbar">
      <button
        type="button"
        className="icon-button wide-only"
        aria-label="Explorer"
        title="Explorer (b)"
        aria-pressed={explorer}
        onClick={props.onExplorer}
      >
        <Icon name="menu" />
      </button>
      <Link path="" className="brand">
        <img src={logo} alt="" width="20" height="20" />
        <span>Caterva2</span>
      </Link>
      <Breadcrumbs />
      {hasJobs ? (
        <Suspense>
          <JobsButton />
        </Suspense>
      ) : null}
      <AccountButton onAccount={props.onAccount} />
      <button
        type="button"
        className="icon-button"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={props.onTheme}
      >
        <Icon name={THEME_ICON[theme]} />
      </button>
      <button type="button" className="icon-button wide-only" aria-label="Keys" title="Keys (?)" onClick={props.onKeys}>
        <Icon name="keyboard" />
      </button>
      <button
        type="button"
        className="icon-button wide-only"
        aria-label="Inspector"
        title="Inspector (i)"
        aria-pressed={inspector}
        onClick={props.onInspector}
      >
        <Icon name="panel" />
      </button>
    </header>
  );
}
