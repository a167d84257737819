import { Icon, type IconName } from "../ui/Icon.tsx";

export type Pane = "browse" | "view" | "info";

const PANES = [
  { pane: "browse", icon: "folder", label: "Browse" },
  { pane: "view", icon: "image", label: "View" },
  { pane: "info", icon: "info", label: "Info" },
] as const satisfies readonly { pane: Pane; icon: IconName; label: string }[];

/** On a phone one pane is seen at a time; this bar chooses it. */
export function BottomBar({ pane, onPane }: { readonly pane: Pane; readonly onPane: (pane: Pane) => void }) {
  return (
    <nav className="bottombar" aria-label="Panes">
      {PANES.map((item) => (
        <button key={item.pane} type="button" aria-pressed={item.pane === pane} onClick={() => onPane(item.pane)}>
          <Icon name={item.icon} />
          {item.label}
        </button>
      ))}
    </nav>
  );
}
