import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { cutAt, isSortable, nextSort, queryOf, wayOf } from "./row-choice.ts";

const EVENTS = parseDType("[('t', '<f8'), ('e', '<f4'), ('-x', '<i4'), ('x', '<i4')]");

it("a head is clicked up, down and off; another head begins anew", () => {
  const next = (sort: string | undefined, field: string) => nextSort(sort, field, EVENTS);
  expect(next(undefined, "t")).toBe("t");
  expect(next("t", "t")).toBe("-t");
  expect(next("-t", "t")).toBeUndefined();
  expect(next("-t", "e")).toBe("e");
  expect(next("t,e", "e")).toBe("e");
  const ways = [wayOf("-t", "t", EVENTS), wayOf("t", "t", EVENTS), wayOf("t", "e", EVENTS)];
  expect(ways.map(({ way }) => way)).toEqual(["descending", "ascending", "none"]);
});

it("a head that is clicked with Shift joins the others, turns round in its place, and leaves them", () => {
  const next = (sort: string | undefined, field: string) => nextSort(sort, field, EVENTS, true);
  expect(next(undefined, "t")).toBe("t");
  expect(next("t", "e")).toBe("t,e");
  expect(next("-t", "e")).toBe("-t,e");
  expect(next("t,e", "t")).toBe("-t,e");
  expect(next("-t,e", "t")).toBe("e");
  expect(next("e", "e")).toBe("-e");
  expect(next("-e", "e")).toBeUndefined();
  expect(next("t,-x,e", "-x")).toBe("t,--x,e");
  expect(wayOf("-t,e", "e", EVENTS)).toEqual({ way: "ascending", rank: 2 });
  expect(wayOf("-t,e", "t", EVENTS)).toEqual({ way: "descending", rank: 1 });
  expect(wayOf("--x,e", "-x", EVENTS)).toEqual({ way: "descending", rank: 1 });
  expect(wayOf("-x,e", "-x", EVENTS)).toEqual({ way: "ascending", rank: 1 });
  expect(wayOf("-x,e", "x", EVENTS)).toEqual({ way: "none", rank: undefined });
  expect(queryOf({ filter: undefined, sort: "-t,e" }, EVENTS, 0, 1).sort).toEqual([
    { field: "t", descending: true },
    { field: "e", descending: false },
  ]);
});

it("asks for rows with their numbers under a name that is free", () => {
  const dtype = parseDType("[('row', '<i4'), ('-t', '<f8'), ('t', '<f8')]");
  const choice = { filter: "t > 1", sort: "-row" };
  expect(queryOf(choice, dtype, 3, 9)).toEqual({
    filter: "t > 1",
    sort: [{ field: "row", descending: true }],
    start: 3,
    stop: 9,
    numbers: "row_",
  });
  expect(queryOf({ filter: undefined, sort: "-t" }, dtype, 0, 1)).toMatchObject({
    sort: [{ field: "-t", descending: false }],
  });
});

it("knows by what rows cannot be sorted", () => {
  expect(isSortable("a", parseDType("<f8"))).toBe(true);
  expect(isSortable("a", parseDType("<c8"))).toBe(false);
  expect(isSortable("a", parseDType("('<f8', (2,))"))).toBe(false);
  expect(isSortable("a,b", parseDType("<f8"))).toBe(false);
});

it("cuts a text at the place of an error", () => {
  const cut = (text: string, start: number, end: number) => cutAt(text, { start, end, reason: "" });
  expect(cut("a > nope", 4, 8)).toEqual({ before: "a > ", wrong: "nope", after: "" });
  expect(cut("(a > b", 0, 1)).toEqual({ before: "", wrong: "(", after: "a > b" });
  expect(cut("a >", 3, 3)).toEqual({ before: "a >", wrong: " ", after: "" });
  expect(cut("a", 7, 9)).toEqual({ before: "a", wrong: " ", after: "" });
});
