import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { isSortable, nextSort, queryOf, wayOf, wrongPart } from "./row-choice.ts";

it("a head is clicked up, down and off; another head begins anew", () => {
  expect(nextSort(undefined, "t")).toBe("t");
  expect(nextSort("t", "t")).toBe("-t");
  expect(nextSort("-t", "t")).toBeUndefined();
  expect(nextSort("-t", "e")).toBe("e");
  expect([wayOf("-t", "t"), wayOf("t", "t"), wayOf("t", "e")]).toEqual(["descending", "ascending", "none"]);
});

it("asks for rows with their numbers under a name that is free", () => {
  const dtype = parseDType("[('row', '<i4'), ('-t', '<f8'), ('t', '<f8')]");
  const choice = { filter: "t > 1", sort: "-row" };
  expect(queryOf(choice, dtype, 3, 9)).toEqual({
    filter: "t > 1",
    sort: ["row"],
    descending: true,
    start: 3,
    stop: 9,
    numbers: "row_",
  });
  expect(queryOf({ filter: undefined, sort: "-t" }, dtype, 0, 1)).toMatchObject({ sort: ["-t"], descending: false });
});

it("knows by what rows cannot be sorted", () => {
  expect(isSortable("a", parseDType("<f8"))).toBe(true);
  expect(isSortable("a", parseDType("<c8"))).toBe(false);
  expect(isSortable("a", parseDType("('<f8', (2,))"))).toBe(false);
  expect(isSortable("a,b", parseDType("<f8"))).toBe(false);
});

it("finds the part of a text that an error is about", () => {
  const message = (part: string, column: number) => `Invalid name or expression: no (column ${column}: ${part}).`;
  expect(wrongPart("a > nope", message('"nope"', 5))).toEqual({ before: "a > ", wrong: "nope", after: "" });
  expect(wrongPart("a >", message("the end", 4))).toEqual({ before: "a >", wrong: " ", after: "" });
  expect(wrongPart("a", "Something else.")).toBeUndefined();
});
