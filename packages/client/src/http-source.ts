import { type ByteRange, type ByteSource, CatervaError, checkRange, coalesceRanges } from "@caterva2/ndarray";
import type { RangePart } from "./byteranges.ts";
import { cancelled, type Fetch } from "./http.ts";
import { PAGE_BYTES, type PageCache } from "./page-cache.ts";
import { MAX_SPANS, type RangeTarget, rangeHeader, requestRanges } from "./range-request.ts";

/** Unwanted bytes between two spans that are cheaper than another span, in bytes. */
const SPAN_GAP = 2 * PAGE_BYTES;
/** Most bytes of one request, so that a long read arrives and is cached in pieces. */
const REQUEST_BYTES = 8 * 1024 * 1024;
/** A frame begins with its header and ends with the index of its chunks and its trailer: both come with the first request. */
const HEAD_BYTES = 4 * PAGE_BYTES;
const TAIL_BYTES = 2 * PAGE_BYTES;
/** Frames up to this size come whole with the first request. */
const WHOLE_BYTES = 32 * PAGE_BYTES;

/** Bytes of a remote file at one version, as {@link httpSource} opens it. */
export interface HttpSource extends ByteSource {
  readonly etag: string | undefined;
  /** Bytes received and bytes asked for, from the opening on. */
  readonly traffic: Readonly<Traffic>;
  /** Receives everything into the cache, in requests of some MiB side by side. */
  load(): Promise<void>;
  /** Aborts what is under way: reads that wait fail with request.cancelled; later reads work. */
  cancel(): void;
}

export interface Traffic {
  received: number;
  expected: number;
}

export interface HttpSourceOptions {
  readonly fetch: Fetch;
  readonly cache: PageCache;
  /** About how many bytes the file has, when known: small ones come whole at once. */
  readonly sizeHint?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called as bytes arrive. */
  readonly onTraffic?: ((traffic: Readonly<Traffic>) => void) | undefined;
}

/**
 * Opens a remote file as a source over byte ranges. Reads of one tick become one request (of up to 64 spans);
 * what was received is kept in the cache by pages of 8 KiB.
 * @throws source.changed when the file is no longer the version `etag`, also from later reads;
 * range.not_satisfiable when the server does not serve its ranges
 */
export async function httpSource(
  url: string,
  etag: string | undefined,
  options: HttpSourceOptions,
): Promise<HttpSource> {
  const { fetch, cache } = options;
  const traffic: Traffic = { received: 0, expected: 0 };
  const onBytes = (count: number) => {
    traffic.received += count;
    options.onTraffic?.(traffic);
  };
  const whole = (options.sizeHint ?? Infinity) <= WHOLE_BYTES / 2;
  const firstBytes = whole ? WHOLE_BYTES : HEAD_BYTES + TAIL_BYTES;
  const header = whole ? `bytes=0-${WHOLE_BYTES - 1}` : `bytes=0-${HEAD_BYTES - 1},-${TAIL_BYTES}`;
  const signal = options.signal ?? new AbortController().signal;
  const first = await requestRanges({ fetch, url, etag, size: undefined }, header, firstBytes, { signal, onBytes });
  const version = etag ?? first.etag;
  // Without a version nothing may outlive this source: the key is its own.
  const file = version === undefined ? `${url} ${Math.random()}` : `${url} ${version}`;
  const pages = new RemotePages(
    { fetch, url, etag: version, size: first.size },
    first.size,
    file,
    cache,
    traffic,
    onBytes,
  );
  pages.keep(first.parts);
  return {
    size: first.size,
    etag: version,
    traffic,
    load: () => pages.load(),
    cancel: () => pages.cancel(),
    async read(offset, length) {
      checkRange(first.size, offset, length);
      return length === 0 ? new Uint8Array(0) : pages.read(offset, length);
    },
  };
}

interface Waiting {
  readonly promise: Promise<Uint8Array>;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The pages of one remote file: those asked for, under way, and (in the cache) received. */
class RemotePages {
  readonly #target: RangeTarget;
  readonly #size: number;
  readonly #file: string;
  readonly #cache: PageCache;
  readonly #traffic: Traffic;
  readonly #onBytes: (count: number) => void;
  /** By page number: queued or under way. */
  readonly #waiting = new Map<number, Waiting>();
  #queue: number[] = [];
  #controller = new AbortController();
  /** Answers to several spans that lacked some of them: after two, spans go one by one. */
  #incomplete = 0;

  constructor(
    target: RangeTarget,
    size: number,
    file: string,
    cache: PageCache,
    traffic: Traffic,
    onBytes: (count: number) => void,
  ) {
    this.#target = target;
    this.#size = size;
    this.#file = file;
    this.#cache = cache;
    this.#traffic = traffic;
    this.#onBytes = onBytes;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const first = Math.floor(offset / PAGE_BYTES);
    const last = Math.floor((offset + length - 1) / PAGE_BYTES);
    const pages: (Uint8Array | Promise<Uint8Array>)[] = [];
    for (let page = first; page <= last; page++) pages.push(this.#page(page));
    const target = new Uint8Array(length);
    // Settled together: a failing page must leave no rejection that nobody handles.
    const bytes = await Promise.all(pages);
    bytes.forEach((page, i) => {
      const start = (first + i) * PAGE_BYTES;
      const from = Math.max(offset, start);
      const to = Math.min(offset + length, start + page.byteLength);
      target.set(page.subarray(from - start, to - start), from - offset);
    });
    return target;
  }

  async load(): Promise<void> {
    const count = Math.ceil(this.#size / PAGE_BYTES);
    await Promise.all(Array.from({ length: count }, (_, page) => this.#page(page)));
  }

  /** Keeps the pages that parts cover from end to end and hands them to whoever waits. */
  keep(parts: readonly RangePart[]): void {
    for (const { range, bytes } of parts) {
      for (let page = Math.ceil(range.first / PAGE_BYTES); ; page++) {
        const { offset, length } = this.#extent(page);
        if (length <= 0 || offset + length > range.last + 1) break;
        const content = bytes.subarray(offset - range.first, offset - range.first + length);
        this.#cache.put(this.#file, page, content);
        this.#waiting.get(page)?.resolve(content);
        this.#waiting.delete(page);
      }
    }
  }

  cancel(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    for (const page of this.#queue) this.#fail(page, cancelled());
    this.#queue = [];
  }

  #page(page: number): Uint8Array | Promise<Uint8Array> {
    const cached = this.#cache.get(this.#file, page);
    if (cached) return cached;
    let waiting = this.#waiting.get(page);
    if (!waiting) {
      waiting = Promise.withResolvers<Uint8Array>();
      this.#waiting.set(page, waiting);
      // A timer, not a microtask: readers that await on their way shall be in the same request.
      if (this.#queue.length === 0) setTimeout(() => this.#flush(), 0);
      this.#queue.push(page);
    }
    return waiting.promise;
  }

  #extent(page: number): ByteRange {
    const offset = page * PAGE_BYTES;
    return { offset, length: Math.min(PAGE_BYTES, this.#size - offset) };
  }

  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    if (queue.length === 0) return;
    const spans = splitLong(
      coalesceRanges(
        queue.map((page) => this.#extent(page)),
        SPAN_GAP,
      ),
    );
    const { signal } = this.#controller;
    for (const group of grouped(spans, this.#incomplete < 2 ? MAX_SPANS : 1)) void this.#fetch(group, signal);
  }

  /** Fetches spans; every page of them is settled afterwards. */
  async #fetch(spans: readonly ByteRange[], signal: AbortSignal): Promise<void> {
    const wanted = spans.reduce((sum, span) => sum + span.length, 0);
    this.#traffic.expected += wanted;
    try {
      const answer = await requestRanges(this.#target, rangeHeader(spans), wanted, { signal, onBytes: this.#onBytes });
      this.keep(answer.parts);
      const missing = spans.filter((span) => this.#pagesOf(span).some((page) => this.#waiting.has(page)));
      if (missing.length === 0) return;
      if (spans.length === 1) throw new CatervaError("source.short_read", "The server sent less than was asked for.");
      this.#incomplete += 1;
      await Promise.all(missing.map((span) => this.#fetch([span], signal)));
    } catch (error) {
      for (const span of spans) for (const page of this.#pagesOf(span)) this.#fail(page, error);
    }
  }

  #pagesOf(span: ByteRange): number[] {
    const first = Math.floor(span.offset / PAGE_BYTES);
    const count = Math.ceil((span.offset + span.length) / PAGE_BYTES) - first;
    return Array.from({ length: count }, (_, i) => first + i);
  }

  #fail(page: number, error: unknown): void {
    this.#waiting.get(page)?.reject(error);
    this.#waiting.delete(page);
  }
}

/** Cuts spans that are longer than a request should be. */
function splitLong(spans: readonly ByteRange[]): ByteRange[] {
  return spans.flatMap(({ offset, length }) => {
    const count = Math.ceil(length / REQUEST_BYTES);
    return Array.from({ length: count }, (_, i) => ({
      offset: offset + i * REQUEST_BYTES,
      length: Math.min(REQUEST_BYTES, length - i * REQUEST_BYTES),
    }));
  });
}

/** Puts spans together to requests of at most `most` spans and about REQUEST_BYTES. */
function grouped(spans: readonly ByteRange[], most: number): ByteRange[][] {
  const groups: ByteRange[][] = [];
  let bytes = 0;
  for (const span of spans) {
    const group = groups.at(-1);
    if (group && group.length < most && bytes + span.length <= REQUEST_BYTES) {
      group.push(span);
      bytes += span.length;
    } else {
      groups.push([span]);
      bytes = span.length;
    }
  }
  return groups;
}
