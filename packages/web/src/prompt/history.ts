const KEY = "caterva2.prompt";
const LONGEST = 200;

/** The lines of the prompt that this browser remembers, newest last, and where one is among them. */
export class PromptHistory {
  readonly #store: Pick<Storage, "getItem" | "setItem">;
  #lines: string[];
  #at: number;
  /** What was being typed when one began to go back. */
  #draft = "";

  constructor(store: Pick<Storage, "getItem" | "setItem">) {
    this.#store = store;
    this.#lines = read(store);
    this.#at = this.#lines.length;
  }

  add(line: string): void {
    this.#lines = [...this.#lines.filter((other) => other !== line), line].slice(-LONGEST);
    this.#at = this.#lines.length;
    try {
      this.#store.setItem(KEY, JSON.stringify(this.#lines));
    } catch {
      // Storage is full or switched off: the history lasts as long as the page.
    }
  }

  /** The line before (-1) or after (1) the one that `typed` is; `typed` itself at the ends. */
  step(by: -1 | 1, typed: string): string {
    if (this.#at === this.#lines.length) this.#draft = typed;
    this.#at = Math.max(0, Math.min(this.#lines.length, this.#at + by));
    return this.#lines[this.#at] ?? this.#draft;
  }

  /** The newest line that holds `text`, before the one found last. */
  search(text: string): string | undefined {
    return this.#lines.toReversed().find((line) => line.includes(text));
  }
}

function read(store: Pick<Storage, "getItem">): string[] {
  try {
    const value: unknown = JSON.parse(store.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter((line) => typeof line === "string").slice(-LONGEST) : [];
  } catch {
    return [];
  }
}
