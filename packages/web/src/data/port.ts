import type { FolderEntry, FoundRows, RowQuery, SortKey } from "@caterva2/client";
import type { NDArray, NumericArray, Selection } from "@caterva2/ndarray";
import type { ComplexPart } from "../state/place.ts";
import type { Facts } from "./facts.ts";

/** What is known of the numbers of a slice. NaN and infinities count for nothing but their counts. */
export interface Statistics {
  readonly count: number;
  readonly nan: number;
  readonly infinite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The 0.1 and 99.9 percentiles. */
  readonly low: number;
  readonly high: number;
  /** The 0.1 percentile of the positive ones: where a log scale begins; NaN without any. */
  readonly positiveLow: number;
  /** Counts of equal bins from `binLow` to `binHigh`: the percentiles and a margin. */
  readonly bins: Uint32Array;
  readonly binLow: number;
  readonly binHigh: number;
}

/** A slice as plain numbers, ready to be drawn. */
export interface NumericSlice {
  readonly shape: readonly number[];
  readonly values: NumericArray;
  readonly statistics: Statistics;
}

/** How a slice becomes numbers to draw. */
export interface NumberForm {
  /** Swaps the first two dimensions. */
  readonly transpose: boolean;
  /** What to take of complex numbers. */
  readonly part: ComplexPart;
}

/** Port: what is decoded and counted in the worker. Every call may be aborted. */
export interface WorkerPort {
  text(path: string, signal?: AbortSignal): Promise<string>;
  read(path: string, selection: Selection, signal?: AbortSignal): Promise<NDArray>;
  /** Rows that a filter finds, in the order of some fields: the server looks for them. */
  rows(path: string, query: RowQuery, signal?: AbortSignal): Promise<FoundRows>;
  /**
   * Numbers of a slice.
   * @throws dataset.wrong_kind for what is no number.
   */
  numbers(path: string, selection: Selection, form: NumberForm, signal?: AbortSignal): Promise<NumericSlice>;
}

/** Port: all that the pages ask for. */
export interface DataPort extends WorkerPort {
  roots(signal?: AbortSignal): Promise<readonly string[]>;
  folder(path: string, signal?: AbortSignal): Promise<readonly FolderEntry[]>;
  /** Paths of all files of a root. */
  paths(root: string, signal?: AbortSignal): Promise<readonly string[]>;
  facts(path: string, signal?: AbortSignal): Promise<Facts>;
}

export type Method = keyof WorkerPort;

/** Messages between the page and the worker. */
export type Request =
  | { readonly id: number; readonly method: Method; readonly args: readonly unknown[] }
  | { readonly abort: number };
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: FailureData };

/** Which characters of a text are wrong, from `start` up to `end`, and why. */
export interface WrongPlace {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

/** An error on its way between threads. */
export interface FailureData {
  readonly code: string;
  readonly message: string;
  /** Of an expression or filter. */
  readonly place?: WrongPlace | undefined;
}

/** A place as errors carry it, if it is one. */
export function wrongPlaceOf(value: unknown): WrongPlace | undefined {
  const { start, end, reason } = Object(value);
  if (typeof start !== "number" || typeof end !== "number") return undefined;
  return { start, end, reason: typeof reason === "string" ? reason : "" };
}

/** An error as the pages see it: a code of the catalogue and words. */
export class Failure extends Error {
  readonly code: string;
  readonly place: WrongPlace | undefined;
  constructor(data: FailureData) {
    super(data.message);
    this.name = "Failure";
    this.code = data.code;
    this.place = data.place;
  }
}

export type { FolderEntry, FoundRows, RowQuery, SortKey };
