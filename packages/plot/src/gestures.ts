/** What a plot does about a gesture. Positions are CSS pixels from the element's top left. */
export interface GestureHandlers {
  /** Dragged by so many pixels. */
  pan(dx: number, dy: number): void;
  /** Over 1 is closer; the point stays where it is. */
  zoom(factor: number, x: number, y: number): void;
  /** A box is being drawn; `done` when it stands. */
  box(x0: number, y0: number, x1: number, y1: number, done: boolean): void;
  /** The pointer rests here, or has left. */
  hover(at: { x: number; y: number } | null): void;
  /** A key was pressed; true if it was used. */
  key(event: KeyboardEvent): boolean;
}

/** Zoom of one notch of a wheel (100 pixels of scrolling). */
const WHEEL_ZOOM = 1.25;
/** A drag shorter than this is a click. */
const CLICK_DISTANCE = 3;

type Point = { x: number; y: number };

/** Wheel zooms at the pointer, drag pans, Shift and drag draws a box, two fingers pinch. Answers how to let go. */
export function attachGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const fingers = new Map<number, Point>();
  let boxFrom: Point | undefined;
  const listeners = new AbortController();
  const { signal } = listeners;
  const pointOf = (event: MouseEvent): Point => {
    const rect = element.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    const point = pointOf(event);
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, point);
    boxFrom = event.shiftKey && fingers.size === 1 ? point : undefined;
    handlers.hover(point);
  };

  const move = (event: PointerEvent) => {
    const point = pointOf(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      handlers.hover(point);
      return;
    }
    fingers.set(event.pointerId, point);
    if (boxFrom) handlers.box(boxFrom.x, boxFrom.y, point.x, point.y, false);
    else if (fingers.size === 1) handlers.pan(point.x - before.x, point.y - before.y);
    else pinch(event.pointerId, before, point);
  };

  /** One finger of two has moved: the middle pans, the distance zooms. */
  const pinch = (id: number, before: Point, point: Point) => {
    const other = [...fingers].find(([key]) => key !== id)?.[1];
    if (!other) return;
    handlers.pan((point.x - before.x) / 2, (point.y - before.y) / 2);
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(point.x - other.x, point.y - other.y);
    if (was > 0 && is > 0) handlers.zoom(is / was, (point.x + other.x) / 2, (point.y + other.y) / 2);
  };

  const up = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (!boxFrom) return;
    const point = pointOf(event);
    const drawn = Math.hypot(point.x - boxFrom.x, point.y - boxFrom.y) >= CLICK_DISTANCE;
    const end = drawn && event.type === "pointerup" ? point : boxFrom;
    handlers.box(boxFrom.x, boxFrom.y, end.x, end.y, true);
    boxFrom = undefined;
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 400 : 1);
    // A pinch on a touch pad arrives as small steps with Ctrl held.
    const notches = Math.max(-3, Math.min(3, (pixels / 100) * (event.ctrlKey ? 4 : 1)));
    const point = pointOf(event);
    handlers.zoom(WHEEL_ZOOM ** -notches, point.x, point.y);
    handlers.hover(point);
  };

  element.style.touchAction = "none";
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", () => fingers.size === 0 && handlers.hover(null), { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  element.addEventListener("keydown", (event) => handlers.key(event) && event.preventDefault(), { signal });
  return () => listeners.abort();
}
