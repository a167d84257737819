import { attachGestures, type GestureHandlers } from "./gestures.ts";

/** Colours and font of everything that is not data, from the CSS variables `--plot-text`, `--plot-line`, ... of the host. */
export interface PlotTheme {
  readonly text: string;
  readonly line: string;
  readonly accent: string;
  readonly surface: string;
  /** Behind an image; neutral, so that it does not change how colours look. */
  readonly ground: string;
  readonly font: string;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The element that a plot draws in: a focusable box in the host with an overlay canvas for axes, sized by
 * the host and the device's pixel ratio. Drawing happens once a frame, and only after `redraw()`.
 */
export interface Stage {
  readonly root: HTMLElement;
  readonly overlay: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  theme(): PlotTheme;
  redraw(): void;
  destroy(): void;
}

export interface StageOptions {
  readonly label: string;
  readonly draw: () => void;
  readonly resized: () => void;
  readonly gestures: GestureHandlers;
}

export function createStage(host: HTMLElement, options: StageOptions): Stage {
  const root = document.createElement("div");
  root.tabIndex = 0;
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", options.label);
  root.style.cssText = "position:relative;width:100%;height:100%;overflow:hidden;user-select:none;cursor:crosshair";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;pointer-events:none;z-index:1";
  root.append(canvas);
  host.append(root);
  const overlay = canvas.getContext("2d");
  if (!overlay) throw new Error("This browser has no 2-D canvas.");

  let width = 0;
  let height = 0;
  let ratio = 1;
  let pending = 0;
  let cachedTheme: PlotTheme | undefined;
  const redraw = () => {
    pending ||= requestAnimationFrame(() => {
      pending = 0;
      if (width > 0 && height > 0) options.draw();
    });
  };
  const measure = () => {
    width = root.clientWidth;
    height = root.clientHeight;
    ratio = Math.min(4, window.devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (width > 0 && height > 0) options.resized();
    redraw();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  const unwatchRatio = watchPixelRatio(measure);
  const unwatchTheme = watchTheme(() => {
    cachedTheme = undefined;
    redraw();
  });
  const detach = attachGestures(root, options.gestures);
  root.addEventListener("focus", redraw);
  root.addEventListener("blur", redraw);

  return {
    root,
    overlay,
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    get ratio() {
      return ratio;
    },
    theme: () => {
      cachedTheme ??= readTheme(root);
      return cachedTheme;
    },
    redraw,
    destroy() {
      cancelAnimationFrame(pending);
      observer.disconnect();
      unwatchRatio();
      unwatchTheme();
      detach();
      root.remove();
    },
  };
}

/** Calls back when the window moves to a screen of another density, or is zoomed. */
function watchPixelRatio(changed: () => void): () => void {
  let query: MediaQueryList | undefined;
  const listen = () => {
    query?.removeEventListener("change", again);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    query.addEventListener("change", again);
  };
  const again = () => {
    listen();
    changed();
  };
  listen();
  return () => query?.removeEventListener("change", again);
}

/** Calls back when the system's scheme changes, or a class, style or data attribute of the page's root. */
function watchTheme(changed: () => void): () => void {
  const query = window.matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    query.removeEventListener("change", changed);
    observer.disconnect();
  };
}

function readTheme(element: HTMLElement): PlotTheme {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read("--plot-text", style.color),
    line: read("--plot-line", "#858e9e"),
    accent: read("--plot-accent", "#2f55c7"),
    surface: read("--plot-surface", "#ffffff"),
    ground: read("--plot-ground", "#9c9c9c"),
    font: `12px ${style.fontFamily || "sans-serif"}`,
  };
}

/** A list of callbacks with a way out for each. */
export interface Listeners<T> {
  add(callback: (value: T) => void): () => void;
  emit(value: T): void;
}

export function createListeners<T>(): Listeners<T> {
  const callbacks = new Set<(value: T) => void>();
  return {
    add(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    emit(value) {
      for (const callback of callbacks) callback(value);
    },
  };
}
