import { formatPlace, type Place, parsePlace, type ViewState } from "./place.ts";

/** What the store needs of a window; tests give a small one. */
export interface HistoryWindow {
  readonly location: { readonly pathname: string; readonly search: string };
  readonly history: Pick<History, "pushState" | "replaceState">;
  addEventListener(type: "popstate", listener: () => void): void;
}

/** A state that was looked at this long gets an entry of its own in the history, in milliseconds. */
const REST = 1000;
/** Browsers refuse more than about three writes of the address a second. */
const WRITE_DELAY = 250;

/**
 * The place on screen, in step with the address bar. Changes of the view are written late and
 * replace each other, so a drag of a slider leaves one entry in the history, not hundreds.
 */
export class PlaceStore {
  #place: Place;
  readonly #window: HistoryWindow;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;
  #pushNext = false;
  readonly #now: () => number;

  constructor(window: HistoryWindow, now: () => number = () => performance.now()) {
    this.#window = window;
    this.#now = now;
    this.#place = parsePlace(window.location.pathname, window.location.search);
    window.addEventListener("popstate", () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#set(parsePlace(window.location.pathname, window.location.search));
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): Place => this.#place;

  /** Opens another path: always an entry of its own. */
  go(path: string, state: ViewState = {}): void {
    this.#flush();
    this.#set({ path, state });
    this.#window.history.pushState(null, "", formatPlace(this.#place));
    this.#changedAt = this.#now();
  }

  /** Changes how the present path is seen. */
  update(patch: ViewState): void {
    const state = { ...this.#place.state, ...patch };
    if (this.#now() - this.#changedAt >= REST) this.#pushNext = true;
    this.#changedAt = this.#now();
    this.#set({ path: this.#place.path, state });
    this.#timer ??= setTimeout(() => this.#flush(), WRITE_DELAY);
  }

  #flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const address = formatPlace(this.#place);
    if (this.#pushNext) this.#window.history.pushState(null, "", address);
    else this.#window.history.replaceState(null, "", address);
    this.#pushNext = false;
  }

  #set(place: Place): void {
    this.#place = place;
    for (const listener of this.#listeners) listener();
  }
}
