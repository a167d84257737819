import type { MouseEvent, ReactNode } from "react";
import { useApp } from "../app/context.ts";
import { formatPlace, type ViewState } from "../state/place.ts";

interface LinkProps {
  readonly path: string;
  readonly state?: ViewState;
  readonly className?: string;
  readonly current?: boolean;
  readonly children: ReactNode;
}

/** A real link to a place; a plain click opens it without loading the page. */
export function Link({ path, state = {}, className, current, children }: LinkProps) {
  const { places } = useApp();
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    places.go(path, state);
  };
  return (
    <a
      href={formatPlace({ path, state })}
      className={className}
      onClick={open}
      aria-current={current ? "page" : undefined}
    >
      {children}
    </a>
  );
}
