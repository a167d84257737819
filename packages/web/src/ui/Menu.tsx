import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import "./menu.css";

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  /** It cannot be taken back. */
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  /** Shown beside the icon. */
  readonly text?: string;
  readonly className?: string;
  readonly items: readonly MenuItem[];
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** A button that opens a list of actions (WAI-ARIA menu button). The browser closes it on Escape and clicks elsewhere. */
export function Menu({ label, icon, text, className = "icon-button", items }: MenuProps) {
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState({ top: 0, right: 0 });
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const show = () => {
    const box = button.current?.getBoundingClientRect();
    if (box !== undefined) setPlace({ top: box.bottom + 4, right: Math.max(8, innerWidth - box.right) });
    // Not in the toggle event, which comes later than the next key may.
    if (list.current?.togglePopover() === true) list.current.querySelector("button")?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    buttons[step(buttons.indexOf(document.activeElement as HTMLButtonElement), buttons.length)]?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        aria-label={label}
        title={label}
        onClick={show}
      >
        <Icon name={icon} />
        {text === undefined ? null : <span>{text}</span>}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="menu"
        style={place}
        onKeyDown={onKey}
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            className={item.danger === true ? "danger" : ""}
            onClick={() => {
              list.current?.hidePopover();
              button.current?.focus();
              item.onSelect();
            }}
          >
            <Icon name={item.icon} />
            {item.label}
          </button>
        ))}
      </div>
    </>
  );
}
