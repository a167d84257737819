import { apiUrl } from "./urls.ts";

/** What the feed needs of an EventSource; tests bring their own. */
export interface EventStream {
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

type Listener = (path: string) => void;

/**
 * Tells paths that have changed: those that this page changed itself, and those below the folder on screen that
 * anybody changed. The stream is open only while the page is seen: browsers share six connections among all tabs.
 */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();
  readonly #connect: (url: string) => EventStream;
  readonly #page: Pick<Document, "hidden" | "addEventListener">;
  #folder: string | undefined;
  #stream: EventStream | undefined;
  /** The folder was followed before: what happened since then was not told. */
  #missed = false;

  constructor(
    connect: (url: string) => EventStream = (url) => new EventSource(url),
    page: Pick<Document, "hidden" | "addEventListener"> = document,
  ) {
    this.#connect = connect;
    this.#page = page;
    page.addEventListener("visibilitychange", () => this.#update());
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows a folder instead of the one before; undefined follows none. */
  follow(folder: string | undefined): void {
    if (folder === this.#folder) return;
    this.#close();
    this.#folder = folder;
    this.#missed = false;
    this.#update();
  }

  /** Something changed by a command of this page. */
  readonly notify = (path: string): void => {
    for (const listener of this.#listeners) listener(path);
  };

  #update(): void {
    const folder = this.#page.hidden ? undefined : this.#folder;
    if (folder === undefined) this.#close();
    else if (this.#stream === undefined) this.#open(folder);
  }

  #open(folder: string): void {
    const stream = this.#connect(apiUrl("events", folder));
    this.#stream = stream;
    stream.addEventListener("open", (event) => {
      // The browser's own word for a connection; the server sends an event of the same name.
      if (event instanceof MessageEvent) return;
      if (this.#missed) this.notify(folder);
      this.#missed = true;
    });
    for (const kind of ["changed", "removed"]) {
      stream.addEventListener(kind, (event) => {
        const path = event instanceof MessageEvent ? pathOf(String(event.data)) : undefined;
        if (path !== undefined) this.notify(path);
      });
    }
  }

  #close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }
}

function pathOf(data: string): string | undefined {
  try {
    const value: unknown = JSON.parse(data);
    const path: unknown = Reflect.get(Object(value), "path");
    return typeof path === "string" ? path : undefined;
  } catch {
    return undefined;
  }
}
