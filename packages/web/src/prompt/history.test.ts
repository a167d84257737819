import { expect, test } from "vitest";
import { PromptHistory } from "./history.ts";

function store(initial?: string) {
  const kept = new Map<string, string>(initial === undefined ? [] : [["caterva2.prompt:ada", initial]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("goes back and forth, and what was being typed is not lost", () => {
  const history = new PromptHistory(store(), "ada");
  for (const line of ["one", "two", "one"]) history.add(line);
  expect([-1, -1, -1].map((by) => history.step(by as -1, "draft"))).toEqual(["one", "two", "two"]);
  expect([history.step(1, "two"), history.step(1, "one"), history.step(1, "draft")]).toEqual(["one", "draft", "draft"]);
});

test("is there again in the next page, for the same person alone", () => {
  const kept = store();
  new PromptHistory(kept, "ada").add("x = 1");
  expect(new PromptHistory(kept, "ada").search("=")).toBe("x = 1");
  expect(new PromptHistory(kept, "bob").search("=")).toBeUndefined();
});

test("survives a store that holds something else or fails", () => {
  expect(new PromptHistory(store('{"not": "a list"}'), "ada").step(-1, "t")).toBe("t");
  expect(new PromptHistory(store("not JSON"), "ada").search("")).toBeUndefined();
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  const history = new PromptHistory(full, "ada");
  history.add("y");
  expect(history.step(-1, "")).toBe("y");
});

test("looks for a text further and further back, and goes on from there", () => {
  const history = new PromptHistory(store(), "ada");
  for (const line of ["a = sin(x)", "b = cos(x)", "c = sin(y)", "d = 1"]) history.add(line);
  const first = history.search("sin") ?? "";
  expect(first).toBe("c = sin(y)");
  expect(history.search(first)).toBe("a = sin(x)");
  expect(history.search("a = sin(x)")).toBeUndefined();
  expect(history.step(1, "a = sin(x)")).toBe("b = cos(x)");
  expect(history.search("cos")).toBe("b = cos(x)");
});
