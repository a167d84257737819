import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser, openPlotPage, type PlotPage } from "./page.ts";

interface State {
  readonly renderer: string;
  readonly view: { x0: number; x1: number; y0: number; y1: number };
  readonly lineView: { from: number; to: number };
  readonly pointer: { x: number; y: number; index: number; by: string; value: unknown; values: number[] } | null;
}

describe.skipIf(noBrowser)(`plots ${noBrowser ?? "in Chromium"}`, () => {
  let open: PlotPage;
  beforeAll(async () => {
    open = await openPlotPage();
  });
  afterAll(() => open?.close());

  const show = (given: object) => open.call<void>("plots", "showImage", { width: 300, height: 200, ...given });
  const state = async () => {
    await open.call<void>("plots", "settled");
    return open.call<State>("plots", "state");
  };

  it.each(["webgl2", "canvas"] as const)("an image opens whole, drawn by %s", async (renderer) => {
    await show({ renderer });
    const { view, renderer: drawn } = await state();
    expect(drawn).toBe(renderer);
    expect([view.x0, view.x1]).toEqual([0, 300]);
    expect(view.y0 + view.y1).toBeCloseTo(200);
    expect(await open.call<number>("plots", "colorsDrawn")).toBeGreaterThan(150);
  });

  it("leaves a WebGL that is emulated in software to those who ask for it", async () => {
    await show({ renderer: "auto" });
    const emulated = await open.call<boolean>("plots", "isWebGlEmulated");
    expect((await state()).renderer).toBe(emulated ? "canvas" : "webgl2");
  });

  it("the wheel zooms at the pointer, dragging pans, a box with Shift zooms in", async () => {
    await show({});
    await open.page.mouse.move(300, 200);
    const before = (await state()).pointer;
    await open.page.mouse.wheel(0, -300);
    const closer = await state();
    expect(closer.view.x1 - closer.view.x0).toBeLessThan(250);
    expect(closer.pointer).toEqual(before);
    await open.page.mouse.down();
    await open.page.mouse.move(340, 200, { steps: 4 });
    await open.page.mouse.up();
    const moved = await state();
    expect(moved.view.x0).toBeLessThan(closer.view.x0);
    expect(moved.view.y0).toBeCloseTo(closer.view.y0);
    expect(moved.pointer?.x).toBe(before?.x);
    await open.page.keyboard.down("Shift");
    await open.page.mouse.move(200, 100);
    await open.page.mouse.down();
    await open.page.mouse.move(260, 150, { steps: 3 });
    await open.page.mouse.up();
    await open.page.keyboard.up("Shift");
    const boxed = await state();
    expect(boxed.view.x1 - boxed.view.x0).toBeLessThan((moved.view.x1 - moved.view.x0) / 5);
  });

  it("two fingers pinch", async () => {
    await show({});
    const before = (await state()).view;
    const session = await open.page.context().newCDPSession(open.page);
    const points = (gap: number) => [
      { x: 300 - gap, y: 200, id: 1 },
      { x: 300 + gap, y: 200, id: 2 },
    ];
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points(40) });
    await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: points(80) });
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    const { view } = await state();
    expect((before.x1 - before.x0) / (view.x1 - view.x0)).toBeCloseTo(2, 1);
  });

  it("keys move a cursor that tells the value, and zoom", async () => {
    await show({});
    await open.page.mouse.move(690, 510);
    await open.page.focus("#host > div");
    await open.page.keyboard.press("ArrowRight");
    expect((await state()).pointer).toMatchObject({ x: 150, y: 100, by: "keyboard" });
    await open.page.keyboard.press("ArrowUp");
    await open.page.keyboard.press("Shift+ArrowLeft");
    expect((await state()).pointer).toMatchObject({ x: 140, y: 99, by: "keyboard" });
    await open.page.keyboard.press("+");
    expect((await state()).view.x1 - (await state()).view.x0).toBeCloseTo(200);
    await open.page.keyboard.press("0");
    expect((await state()).view).toMatchObject({ x0: 0, x1: 300 });
    await open.page.keyboard.press("Escape");
    expect((await state()).pointer).toBeNull();
  });

  it("row 0 is below with the origin at the bottom", async () => {
    await show({ origin: "bottom" });
    await open.page.mouse.move(300, 60);
    const high = (await state()).pointer;
    await open.page.mouse.move(300, 400);
    const low = (await state()).pointer;
    expect(high?.y).toBeGreaterThan(150);
    expect(low?.y).toBeLessThan(50);
  });

  it("an RGB picture tells its channels", async () => {
    await show({ rgb: true });
    await open.page.mouse.move(320, 230);
    expect((await state()).pointer?.value).toHaveLength(3);
    expect(await open.call<number>("plots", "colorsDrawn")).toBeGreaterThan(200);
  });

  it("goes on with the canvas when the WebGL context is lost", async () => {
    await show({ renderer: "webgl2" });
    expect((await state()).renderer).toBe("webgl2");
    await open.call<void>("plots", "loseContext");
    expect((await state()).renderer).toBe("canvas");
    expect(await open.call<number>("plots", "colorsDrawn")).toBeGreaterThan(150);
  });

  it("draws an image with more columns than a texture may have", async () => {
    await show({ width: 70_000, height: 4, renderer: "webgl2" });
    expect((await state()).renderer).toBe("canvas");
    expect(await open.call<number>("plots", "colorsDrawn")).toBeGreaterThan(5);
  });

  it("asks for no frame while nothing changes", async () => {
    await show({});
    await state();
    await open.call<void>("plots", "countFrames");
    await open.page.waitForTimeout(150);
    expect(await open.call<number>("plots", "framesAsked")).toBe(0);
    await open.page.mouse.move(300, 220);
    await open.page.mouse.wheel(0, -100);
    await expect.poll(() => open.call<number>("plots", "framesAsked")).toBeGreaterThan(0);
  });

  it("a line of a million values zooms and tells all its values", async () => {
    await open.call<void>("plots", "showLines", { length: 1_000_000 });
    expect((await state()).lineView).toEqual({ from: 0, to: 999_999 });
    await open.page.mouse.move(300, 200);
    const { pointer } = await state();
    expect(pointer?.values).toHaveLength(2);
    await open.page.mouse.wheel(0, -300);
    const closer = await state();
    expect(closer.lineView.to - closer.lineView.from).toBeLessThan(800_000);
    expect(Math.abs((closer.pointer?.index ?? 0) - (pointer?.index ?? 0))).toBeLessThanOrEqual(1);
    await open.page.focus("#host > div");
    await open.page.keyboard.press("Home");
    expect((await state()).pointer).toMatchObject({ index: 0, by: "keyboard" });
    expect((await state()).lineView.from).toBe(0);
  });

  it("leaves nothing behind", async () => {
    await show({});
    expect(await open.call<number>("plots", "remove")).toBe(0);
  });
});
