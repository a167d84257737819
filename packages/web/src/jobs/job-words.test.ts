import { expect, test } from "vitest";
import type { Job } from "./job-store.ts";
import { stateText } from "./job-words.ts";

const job = (more: Partial<Job>): Job => ({
  ...{ id: 1, title: "job", path: "@public/dir/x.b2nd", state: "running", measure: "bytes", done: 0 },
  ...{ total: undefined, speed: undefined, failure: undefined },
  ...more,
});

test.each<[Partial<Job>, string]>([
  [{ done: 1536 }, "1.50\u2009KiB"],
  [{ done: 1024, total: 2048, speed: 512 }, "1.00\u2009KiB of 2.00\u2009KiB · 512\u2009B/s · 2 s left"],
  [{ done: 2048, total: 2048, speed: 512 }, "The server is storing it"],
  [{ measure: "shares", done: 7 }, "At work"],
  [{ measure: "shares", done: 499, total: 1000 }, "49 %"],
  [{ measure: "shares", done: 250, total: 1000, speed: 5 }, "25 % · 3 min left"],
  [{ measure: "files", done: 0 }, "At work"],
  [{ measure: "files", done: 1234 }, "1\u2009234 files so far"],
  [{ state: "done" }, "In dir"],
  [{ state: "cancelled" }, "Cancelled"],
])("%j: %s", (more, words) => {
  expect(stateText(job(more))).toBe(words);
});
