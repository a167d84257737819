/** Who has a name, and who waits for it, in the order in which they came. */
interface Gate {
  /** Holders; more than one only if they share. */
  holders: number;
  exclusive: boolean;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly exclusive: boolean;
  readonly enter: () => void;
}

/**
 * One writer a path at a time, first come first served. Whoever holds a directory holds everything below it. Names
 * that nobody holds take no memory.
 */
export class PathLocks {
  readonly #gates = new Map<string, Gate>();

  /** Runs `work` while it alone has these paths, `/`-separated; `""` is everything. */
  async hold<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
    const taken: [name: string, exclusive: boolean][] = [];
    try {
      // All in one order, so that no two can wait for each other.
      for (const [name, exclusive] of wanted(paths)) {
        await this.#enter(name, exclusive);
        taken.push([name, exclusive]);
      }
      return await work();
    } finally {
      for (const [name] of taken.reverse()) this.#leave(name);
    }
  }

  /** Names that are held or waited for. */
  get size(): number {
    return this.#gates.size;
  }

  async #enter(name: string, exclusive: boolean): Promise<void> {
    const gate = this.#gates.get(name) ?? { holders: 0, exclusive: false, waiting: [] };
    this.#gates.set(name, gate);
    if (gate.waiting.length === 0 && admits(gate, exclusive)) return admit(gate, exclusive);
    await new Promise<void>((resolve) => {
      gate.waiting.push({ exclusive, enter: resolve });
    });
  }

  #leave(name: string): void {
    const gate = this.#gates.get(name);
    if (gate === undefined) return;
    gate.holders -= 1;
    for (let next = gate.waiting[0]; next !== undefined && admits(gate, next.exclusive); next = gate.waiting[0]) {
      gate.waiting.shift();
      admit(gate, next.exclusive);
      next.enter();
    }
    if (gate.holders === 0) this.#gates.delete(name);
  }
}

/** Every path itself alone, the directories on the way shared with others who want something else below them. */
function wanted(paths: readonly string[]): [name: string, exclusive: boolean][] {
  const names = new Map<string, boolean>();
  for (const path of paths) {
    const parts = path === "" ? [] : path.split("/");
    for (let length = 0; length < parts.length; length += 1) {
      const above = parts.slice(0, length).join("/");
      names.set(above, names.get(above) ?? false);
    }
    names.set(path, true);
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1));
}

function admits(gate: Gate, exclusive: boolean): boolean {
  return gate.holders === 0 || (!exclusive && !gate.exclusive);
}

function admit(gate: Gate, exclusive: boolean): void {
  gate.holders += 1;
  gate.exclusive = exclusive;
}
