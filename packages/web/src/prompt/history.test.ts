import { expect, test } from "vitest";
import { PromptHistory } from "./history.ts";

function store(initial?: string) {
  const kept = new Map<string, string>(initial === undefined ? [] : [["caterva2.prompt", initial]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("goes back and forth, and what was being typed is not lost", () => {
  const history = new PromptHistory(store());
  for (const line of ["one", "two", "one"]) history.add(line);
  expect([-1, -1, -1].map((by) => history.step(by as -1, "draft"))).toEqual(["one", "two", "two"]);
  expect([history.step(1, "two"), history.step(1, "one"), history.step(1, "draft")]).toEqual(["one", "draft", "draft"]);
});

test("is there again in the next page, and survives a store that holds something else or fails", () => {
  const kept = store();
  new PromptHistory(kept).add("x = 1");
  expect(new PromptHistory(kept).search("=")).toBe("x = 1");
  expect(new PromptHistory(store('{"not": "a list"}')).step(-1, "t")).toBe("t");
  expect(new PromptHistory(store("not JSON")).search("")).toBeUndefined();
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  const history = new PromptHistory(full);
  history.add("y");
  expect(history.step(-1, "")).toBe("y");
});
