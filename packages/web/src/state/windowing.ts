/** Rows `first` to `last` (exclusive) and where the first one stands, in px from the top of the viewport. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
}

/** Rows that a viewport of `height` px shows when row `top` (may have a fraction) is at its upper edge. */
export function rowWindow(top: number, height: number, rowHeight: number, count: number, overscan: number): RowWindow {
  const first = Math.max(0, Math.floor(top) - overscan);
  const last = Math.min(count, Math.ceil(top + height / rowHeight) + overscan);
  return {
    first: Math.min(first, count),
    last: Math.max(last, Math.min(first, count)),
    offset: (first - top) * rowHeight,
  };
}

/** Browsers clip elements near 33 million px; this leaves room for zoom. */
export const MAX_SCROLL_PX = 8_000_000;

/** A scroller over `count` rows, whose bar is a map of the rows once they do not fit in pixels. */
export interface ScrollScale {
  /** Height of the scrolled content in px. */
  readonly height: number;
  /** True if one pixel of the bar stands for more than one pixel of rows. */
  readonly scaled: boolean;
  /** Highest row that can stand at the upper edge. */
  readonly maxTop: number;
  topOf(scrollTop: number): number;
  scrollOf(top: number): number;
}

/** @param viewport height of the rows' window in px */
export function scrollScale(count: number, rowHeight: number, viewport: number): ScrollScale {
  const whole = count * rowHeight;
  const height = Math.min(whole, MAX_SCROLL_PX);
  const travel = Math.max(0, height - viewport);
  const maxTop = Math.max(0, count - viewport / rowHeight);
  return {
    height,
    scaled: whole > height,
    maxTop,
    topOf: (scrollTop) => (travel === 0 ? 0 : clamp(scrollTop / travel, 0, 1) * maxTop),
    scrollOf: (top) => (maxTop === 0 ? 0 : (clamp(top, 0, maxTop) / maxTop) * travel),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
