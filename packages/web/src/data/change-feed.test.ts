import { expect, test } from "vitest";
import { ChangeFeed, type EventStream } from "./change-feed.ts";

/** A page and its streams, as a browser would have them. */
function browser() {
  const streams: { url: string; closed: boolean; target: EventTarget }[] = [];
  const page = Object.assign(new EventTarget(), { hidden: false });
  const connect = (url: string): EventStream => {
    const stream = { url, closed: false, target: new EventTarget() };
    streams.push(stream);
    return {
      addEventListener: stream.target.addEventListener.bind(stream.target),
      close: () => {
        stream.closed = true;
      },
    };
  };
  const feed = new ChangeFeed(connect, page as unknown as Document);
  const seen: string[] = [];
  feed.subscribe((path) => seen.push(path));
  const show = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return { feed, streams, seen, show };
}

const event = (name: string, data: unknown) => new MessageEvent(name, { data: JSON.stringify(data) });

test("tells what others change below the folder on screen, and what this page changes anywhere", () => {
  const { feed, streams, seen } = browser();
  feed.follow("@public/a b");
  expect(streams.map(({ url }) => url)).toEqual(["/api/events/@public/a%20b"]);
  streams[0]?.target.dispatchEvent(event("changed", { path: "@public/a b/x" }));
  streams[0]?.target.dispatchEvent(event("removed", { path: "@public/a b/y" }));
  streams[0]?.target.dispatchEvent(new MessageEvent("changed", { data: "not JSON" }));
  feed.notify("@shared/z");
  expect(seen).toEqual(["@public/a b/x", "@public/a b/y", "@shared/z"]);
});

test("follows one folder at a time, and none while nobody looks", () => {
  const { feed, streams, show } = browser();
  feed.follow("@public");
  feed.follow("@public");
  feed.follow("@public/dir");
  expect(streams.map(({ closed }) => closed)).toEqual([true, false]);
  show(true);
  expect(streams[1]?.closed).toBe(true);
  show(false);
  expect(streams).toHaveLength(3);
  feed.follow(undefined);
  expect(streams[2]?.closed).toBe(true);
});

test("looks at the folder anew when the connection was lost", () => {
  const { feed, streams, seen } = browser();
  feed.follow("@public");
  streams[0]?.target.dispatchEvent(new Event("open"));
  expect(seen).toEqual([]);
  streams[0]?.target.dispatchEvent(new Event("open"));
  expect(seen).toEqual(["@public"]);
});

test("reads nothing twice for what the server says when a connection stands", () => {
  const { feed, streams, seen } = browser();
  feed.follow("@public");
  streams[0]?.target.dispatchEvent(new Event("open"));
  streams[0]?.target.dispatchEvent(event("open", { complete: true }));
  expect(seen).toEqual([]);
});

test("looks at the folder anew when somebody looks again, but not at another one", () => {
  const { feed, streams, seen, show } = browser();
  feed.follow("@public");
  streams[0]?.target.dispatchEvent(new Event("open"));
  show(true);
  show(false);
  streams[1]?.target.dispatchEvent(new Event("open"));
  expect(seen).toEqual(["@public"]);
  feed.follow("@public/dir");
  streams[2]?.target.dispatchEvent(new Event("open"));
  expect(seen).toEqual(["@public"]);
});
