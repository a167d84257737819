const KEY = "caterva2.prompt";
const LONGEST = 200;

/** The lines of the prompt that this browser remembers for a person, newest last, and where one is among them. */
export class PromptHistory {
  readonly #store: Pick<Storage, "getItem" | "setItem">;
  readonly #key: string;
  #lines: string[];
  #at: number;
  /** What was being typed when one began to go back. */
  #draft = "";
  /** What is looked for, and what was found last. */
  #search: { readonly text: string; readonly found: string; readonly at: number } | undefined;

  constructor(store: Pick<Storage, "getItem" | "setItem">, person: string) {
    this.#store = store;
    this.#key = `${KEY}:${person}`;
    this.#lines = read(store, this.#key);
    this.#at = this.#lines.length;
  }

  add(line: string): void {
    this.#lines = [...this.#lines.filter((other) => other !== line), line].slice(-LONGEST);
    this.#at = this.#lines.length;
    this.#search = undefined;
    try {
      this.#store.setItem(this.#key, JSON.stringify(this.#lines));
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

  /** The newest line that holds `typed`; where that is what was found last, an older one that holds the same text. */
  search(typed: string): string | undefined {
    const last = this.#search?.found === typed ? this.#search : { text: typed, at: this.#lines.length };
    for (let at = last.at - 1; at >= 0; at -= 1) {
      const line = this.#lines[at] ?? "";
      if (!line.includes(last.text)) continue;
      this.#search = { text: last.text, found: line, at };
      this.#at = at;
      return line;
    }
    return undefined;
  }
}

function read(store: Pick<Storage, "getItem">, key: string): string[] {
  try {
    const value: unknown = JSON.parse(store.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((line) => typeof line === "string").slice(-LONGEST) : [];
  } catch {
    return [];
  }
}
