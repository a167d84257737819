import {
  type ArraySource,
  type ByteSource,
  CatervaError,
  type DType,
  formatDType,
  isCatervaError,
  memorySource,
  type NDArray,
  product,
  type Selection,
  selectionShape,
  wholeSelection,
} from "@caterva2/ndarray";
import { type CallOptions, cancelled, type Fetch, readBody, request } from "./http.ts";
import { type HttpSource, httpSource, type Traffic } from "./http-source.ts";
import type { ArrayInfo } from "./info.ts";
import type { PageCache } from "./page-cache.ts";
import { planRead, sliceText } from "./plan-read.ts";

export interface ReadOptions extends CallOptions {
  /** Called as bytes arrive; `expected` may grow on the way. Bytes from the cache do not count. */
  readonly onProgress?: ((traffic: Readonly<Traffic>) => void) | undefined;
}

/** An array on a server, read by selection. */
export interface RemoteArray extends ArraySource {
  readonly path: string;
  /** As it was when the array was opened. */
  readonly info: ArrayInfo;
  readonly blocks: readonly number[] | undefined;
  /**
   * @throws source.changed when the file has become another array; it is reopened once when only its content changed
   * @throws request.cancelled when the signal aborts
   */
  read(selection: Selection, options?: ReadOptions): Promise<NDArray>;
}

/** What a remote array needs from its client. */
export interface RemoteArrayEdge {
  readonly fetch: Fetch;
  readonly cache: PageCache;
  /** URL of the stored frame. */
  readonly frameUrl: string;
  /** URL of a slice of it. */
  sliceUrl(slice: string): string;
  info(): Promise<ArrayInfo>;
  /** Decodes a b2nd frame. */
  openFrame(source: ByteSource): Promise<ArraySource>;
}

/** Bytes of a built frame beside its data: header, index, metadata, padding. */
const FRAME_OVERHEAD = 1024 * 1024;
/** A frame is larger than its compressed chunks by about its header and index. */
const HEADER_OVERHEAD = 1024;

interface OpenFrame {
  readonly source: HttpSource;
  readonly array: ArraySource;
}

export function createRemoteArray(info: ArrayInfo, edge: RemoteArrayEdge): RemoteArray {
  const reads = new Set<(traffic: Readonly<Traffic>) => void>();
  let current = info;
  let ranges = info.ranges;
  let opening: Promise<OpenFrame> | undefined;
  let opened: OpenFrame | undefined;
  let abortOpening = new AbortController();

  const open = (): Promise<OpenFrame> => {
    if (opening) return opening;
    abortOpening = new AbortController();
    const report = (traffic: Readonly<Traffic>) => {
      for (const read of reads) read(traffic);
    };
    const promise = openRanges(current, edge, abortOpening.signal, report);
    opening = promise;
    promise.then(
      (frame) => {
        if (opening === promise) opened = frame;
      },
      () => {
        if (opening === promise) opening = undefined;
      },
    );
    return promise;
  };
  const forget = () => {
    opening = undefined;
    opened = undefined;
  };
  /** Nobody waits any more: what is under way is of no use. The next read must not wait for it either. */
  const cancelTransfers = () => {
    if (opened) {
      opened.source.cancel();
      return;
    }
    abortOpening.abort();
    forget();
  };

  const readRanges = async (selection: Selection, whole: boolean, options: ReadOptions): Promise<NDArray> => {
    const progress = options.onProgress ?? (() => {});
    const report = (traffic: Readonly<Traffic>) => progress(traffic);
    const stop = Promise.withResolvers<never>();
    const abort = () => {
      reads.delete(report);
      if (reads.size === 0) cancelTransfers();
      stop.reject(cancelled());
    };
    if (options.signal?.aborted) throw cancelled();
    reads.add(report);
    options.signal?.addEventListener("abort", abort, { once: true });
    const result = open().then(async ({ source, array }) => {
      if (whole) await source.load();
      return array.read(selection);
    });
    // When the signal wins the race nobody awaits the read itself.
    result.catch(() => {});
    try {
      return await Promise.race([result, stop.promise]);
    } finally {
      reads.delete(report);
      options.signal?.removeEventListener("abort", abort);
    }
  };

  const readPlanned = async (selection: Selection, options: ReadOptions): Promise<NDArray> => {
    const { ratio, cbytes } = current.storage;
    const plan = planRead({ ...current, itemsize: current.dtype.itemsize, ratio, cbytes, ranges }, selection);
    if (plan.by === "slice") return readSlice(current, edge, selection, options);
    try {
      return await readRanges(selection, plan.whole, options);
    } catch (error) {
      if (!isCatervaError(error, "range.not_satisfiable")) throw error;
      ranges = false;
      return readSlice(current, edge, selection, options);
    }
  };

  return {
    path: info.path,
    info,
    dtype: info.dtype,
    shape: info.shape,
    chunks: info.chunks,
    blocks: info.blocks,
    async read(selection, options = {}) {
      try {
        return await readPlanned(selection, options);
      } catch (error) {
        if (!isCatervaError(error, "source.changed")) throw error;
        const fresh = await edge.info();
        if (!sameForm(fresh, info)) throw error;
        current = fresh;
        ranges = fresh.ranges;
        forget();
        return readPlanned(selection, options);
      }
    },
  };
}

function sameForm(
  a: { dtype: DType; shape: readonly number[] },
  b: { dtype: DType; shape: readonly number[] },
): boolean {
  return formatDType(a.dtype) === formatDType(b.dtype) && a.shape.join() === b.shape.join();
}

async function openRanges(
  info: ArrayInfo,
  edge: RemoteArrayEdge,
  signal: AbortSignal,
  onTraffic: (traffic: Readonly<Traffic>) => void,
): Promise<OpenFrame> {
  const sizeHint = info.storage.cbytes + HEADER_OVERHEAD;
  const source = await httpSource(edge.frameUrl, info.etag, {
    fetch: edge.fetch,
    cache: edge.cache,
    sizeHint,
    signal,
    onTraffic,
  });
  const array = await edge.openFrame(source);
  if (!sameForm(array, info)) {
    throw new CatervaError("source.changed", "The frame is not the array that the server described.");
  }
  return { source, array };
}

/** Lets the server cut the selection out and decodes its answer. */
async function readSlice(
  info: ArrayInfo,
  edge: RemoteArrayEdge,
  selection: Selection,
  options: ReadOptions,
): Promise<NDArray> {
  const shape = selectionShape(selection);
  const nbytes = product(shape) * info.dtype.itemsize;
  const traffic = { received: 0, expected: 0 };
  const response = await request(edge.fetch, edge.sliceUrl(sliceText(selection)), options);
  traffic.expected = Number(response.headers.get("content-length") ?? 0);
  const frame = await readBody(
    response,
    2 * nbytes + FRAME_OVERHEAD,
    (count) => {
      traffic.received += count;
      options.onProgress?.(traffic);
    },
    options.signal,
  );
  const array = await edge.openFrame(memorySource(frame));
  if (!sameForm(array, { dtype: info.dtype, shape })) {
    throw new CatervaError("source.changed", "The server's answer is not of the shape and dtype that were asked for.");
  }
  return array.read(wholeSelection(shape));
}
