import type { GestureHandlers } from "../gestures.ts";
import type { Rect } from "../stage.ts";
import type { Camera } from "./camera.ts";
import type { Size } from "./view.ts";

/** What gestures do beside moving the camera. Positions are pixels of the picture. */
export interface PictureActions {
  /** Of the picture; undefined without one. */
  size(): Size | undefined;
  /** Points at a position, or at nothing. */
  point(at: { readonly x: number; readonly y: number } | undefined, by: "pointer" | "keyboard"): void;
  redraw(): void;
}

/** What is drawn of the gestures: the cursor of the keys, and the box while it is dragged (CSS pixels). */
export interface GestureMarks {
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
  readonly box: Rect | undefined;
}

/** A box smaller than this is a click, in CSS pixels. */
const SMALLEST_BOX = 3;
const KEY_ZOOM = 1.5;

/** Pan, zoom, box and cursor over a picture. */
export class PictureGestures implements GestureHandlers {
  readonly #camera: Camera;
  readonly #actions: PictureActions;
  #cursor: { x: number; y: number } | undefined;
  #box: Rect | undefined;

  constructor(camera: Camera, actions: PictureActions) {
    this.#camera = camera;
    this.#actions = actions;
  }

  get marks(): GestureMarks {
    return { cursor: this.#cursor, box: this.#box };
  }

  /** Another picture: the cursor is nowhere. */
  forgetCursor(): void {
    this.#cursor = undefined;
  }

  pan(dx: number, dy: number): void {
    this.#camera.pan(dx, dy);
  }

  zoom(factor: number, x: number, y: number): void {
    const at = this.#camera.pictureAt(x, y);
    this.#camera.zoom(factor, at.x, at.y);
  }

  box(x0: number, y0: number, x1: number, y1: number, done: boolean): void {
    const [width, height] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
    this.#box = done ? undefined : { x: Math.min(x0, x1), y: Math.min(y0, y1), width, height };
    this.#actions.redraw();
    if (!done || (width < SMALLEST_BOX && height < SMALLEST_BOX)) return;
    const a = this.#camera.pictureAt(x0, y0);
    const b = this.#camera.pictureAt(x1, y1);
    this.#camera.show({
      x0: Math.min(a.x, b.x),
      x1: Math.max(a.x, b.x),
      y0: Math.min(a.y, b.y),
      y1: Math.max(a.y, b.y),
    });
  }

  hover(at: { x: number; y: number } | null): void {
    const place = at && this.#camera.covers(at) ? this.#camera.pictureAt(at.x, at.y) : undefined;
    this.#actions.point(place && { x: Math.floor(place.x), y: Math.floor(place.y) }, "pointer");
  }

  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = event.shiftKey ? 10 : 1;
    const up = this.#camera.origin === "top" ? -step : step;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.#moveCursor(-step, 0),
      ArrowRight: () => this.#moveCursor(step, 0),
      ArrowUp: () => this.#moveCursor(0, up),
      ArrowDown: () => this.#moveCursor(0, -up),
      "+": () => this.#camera.zoom(KEY_ZOOM),
      "=": () => this.#camera.zoom(KEY_ZOOM),
      "-": () => this.#camera.zoom(1 / KEY_ZOOM),
      "0": () => this.#camera.fit(),
      Escape: () => {
        this.#cursor = undefined;
        this.#actions.point(undefined, "keyboard");
        this.#actions.redraw();
      },
    };
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    action?.();
    return action !== undefined;
  }

  #moveCursor(dx: number, dy: number): void {
    const size = this.#actions.size();
    if (size === undefined) return;
    const { x0, x1, y0, y1 } = this.#camera.view;
    const from = this.#cursor ?? { x: Math.floor((x0 + x1) / 2) - dx, y: Math.floor((y0 + y1) / 2) - dy };
    this.#cursor = { x: clamp(from.x + dx, size.width), y: clamp(from.y + dy, size.height) };
    this.#camera.keepSeen(this.#cursor);
    this.#actions.point(this.#cursor, "keyboard");
    this.#actions.redraw();
  }
}

function clamp(index: number, extent: number): number {
  return Math.min(extent - 1, Math.max(0, index));
}
