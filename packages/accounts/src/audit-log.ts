import type { AuditQuery, AuditStore } from "./store.ts";
import type { AuditEvent, StoredAuditEvent } from "./types.ts";

export type NewAuditEvent = Omit<AuditEvent, "at">;

/** Port: whatever changes something says so here. It costs the caller nothing and never fails. */
export interface AuditSink {
  record(event: NewAuditEvent): void;
}

export interface AuditLogOptions {
  readonly store: AuditStore;
  readonly now: () => number;
  /** Events that are kept in the store. */
  readonly keep?: number;
  readonly onFault: (error: unknown) => void;
}

const KEEP = 100_000;

/** Events reach the store together, this long after the first of them: one flush of the disk instead of many. */
const DELAY_MS = 250;
const RETRY_MS = 2000;
const BATCH = 500;

/** Events that wait for a store that does not answer. Beyond them the newest are counted, and the count is recorded. */
const MAX_WAITING = 10_000;

const MAX_TEXT = 1024;

/** Writes events behind the back of who causes them. A crash loses those of the last moment. */
export class AuditLog implements AuditSink {
  readonly #options: AuditLogOptions;
  #waiting: AuditEvent[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #faulty = false;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  record(event: NewAuditEvent): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost += 1;
      return;
    }
    const { action, subject, outcome } = event;
    this.#waiting.push({
      ...event,
      at: this.#options.now(),
      action: action.slice(0, MAX_TEXT),
      subject: subject.slice(0, MAX_TEXT),
      outcome: outcome.slice(0, MAX_TEXT),
    });
    this.#later(DELAY_MS);
  }

  /** Newest first, those that wait included. */
  async page(query: AuditQuery): Promise<StoredAuditEvent[]> {
    await this.flush();
    return this.#options.store.page(query);
  }

  /** Writes what waits, as far as the store takes it. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  #later(delay: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, delay);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await this.#options.store.append(batch, this.#options.keep ?? KEEP);
      } catch (error) {
        if (!this.#faulty) this.#options.onFault(error);
        this.#faulty = true;
        this.#later(RETRY_MS);
        return;
      }
      this.#faulty = false;
      this.#waiting = this.#waiting.slice(batch.length);
      this.#noteLost();
    }
  }

  #noteLost(): void {
    if (this.#lost === 0) return;
    const [subject, unknown] = [`${this.#lost} events`, undefined];
    this.#lost = 0;
    this.record({
      userId: unknown,
      email: unknown,
      action: "audit-overflow",
      subject,
      outcome: "ok",
      address: unknown,
    });
  }
}
