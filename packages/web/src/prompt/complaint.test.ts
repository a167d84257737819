import { expect, test } from "vitest";
import { Failure } from "../data/port.ts";
import { complaintOf } from "./complaint.ts";
import { parseCommand } from "./parse-command.ts";

test("an error of the server stands at the letters of the line that it is about", () => {
  const line = "x = @public/a.b2nd + nope(1)";
  const command = parseCommand(line);
  if (command.kind !== "expression") throw new Error(command.kind);
  const start = command.expression.indexOf("nope");
  const place = { start, end: start + 4, reason: "there is no function nope" };
  const failure = new Failure({ code: "expression.invalid", message: "Invalid: there is (column 6).", place });
  const complaint = complaintOf(failure, command.parts);
  expect(complaint.words).toBe("There is no function nope.");
  expect(line.slice(complaint.place?.start, complaint.place?.end)).toBe("nope");
});

test("what is missing at the end is marked behind the line; other errors have words alone", () => {
  const command = parseCommand("x = 1 +");
  if (command.kind !== "expression") throw new Error(command.kind);
  const failure = new Failure({ code: "expression.invalid", message: "", place: { start: 3, end: 3, reason: "no" } });
  expect(complaintOf(failure, command.parts).place).toEqual({ start: 7, end: 8 });
  expect(complaintOf(new Failure({ code: "quota.exceeded", message: "Full." }))).toEqual({
    words: "Full.",
    place: undefined,
  });
});
