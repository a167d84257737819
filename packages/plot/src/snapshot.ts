import type { Rect, Stage } from "./stage.ts";

/** A stage as it is on screen, as PNG: the pictures in their place, and the overlay with axes and lines over them. */
export function snapshot(
  stage: Stage,
  pictures: readonly (HTMLCanvasElement | undefined)[] = [],
  place?: Rect,
): Promise<Blob | null> {
  const { ratio, overlay } = stage;
  const canvas = document.createElement("canvas");
  canvas.width = overlay.canvas.width;
  canvas.height = overlay.canvas.height;
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  const theme = stage.theme();
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  if (place) {
    const [x, y, width, height] = [place.x, place.y, place.width, place.height].map((side) => Math.round(side * ratio));
    context.fillStyle = theme.ground;
    context.fillRect(x ?? 0, y ?? 0, width ?? 0, height ?? 0);
    for (const picture of pictures) if (picture) context.drawImage(picture, x ?? 0, y ?? 0, width ?? 0, height ?? 0);
  }
  context.drawImage(overlay.canvas, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
