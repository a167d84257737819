import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type HistoryWindow, PlaceStore } from "./place-store.ts";

class FakeWindow implements HistoryWindow {
  readonly entries = ["/roots/@public/a?at=1"];
  #listener = () => {};
  get location() {
    const url = new URL(this.entries.at(-1) ?? "/", "http://host");
    return { pathname: url.pathname, search: url.search };
  }
  readonly history = {
    pushState: (_: unknown, __: string, url?: string | URL | null) => void this.entries.push(String(url)),
    replaceState: (_: unknown, __: string, url?: string | URL | null) => {
      this.entries[this.entries.length - 1] = String(url);
    },
  };
  addEventListener(_: "popstate", listener: () => void) {
    this.#listener = listener;
  }
  back() {
    this.entries.pop();
    this.#listener();
  }
}

let now = 0;
const wait = (time: number) => {
  now += time;
  vi.advanceTimersByTime(time);
};
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("leaves one entry of a drag, and one for what was looked at before", () => {
  const window = new FakeWindow();
  const store = new PlaceStore(window, () => now);
  for (let index = 2; index < 40; index += 1) {
    store.update({ at: [index] });
    wait(50);
  }
  wait(2000);
  expect(window.entries).toEqual(["/roots/@public/a?at=1", "/roots/@public/a?at=39"]);
  store.update({ at: [7] });
  expect(store.get().state.at).toEqual([7]);
  wait(300);
  expect(window.entries).toHaveLength(3);
});

it("goes back to the place before, and forgets what was not written yet", () => {
  const window = new FakeWindow();
  const store = new PlaceStore(window, () => now);
  const seen: string[] = [];
  store.subscribe(() => seen.push(store.get().path));
  store.go("@public/b");
  store.update({ row: 5 });
  window.back();
  wait(1000);
  expect(store.get()).toEqual({ path: "@public/a", state: { at: [1] } });
  expect(window.entries).toEqual(["/roots/@public/a?at=1"]);
  expect(seen).toEqual(["@public/b", "@public/b", "@public/a"]);
});
