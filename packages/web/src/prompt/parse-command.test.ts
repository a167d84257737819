import { expect, test } from "vitest";
import { parseCommand, placeInLine } from "./parse-command.ts";

test("an expression: paths become operands, each once; = keeps it, := stores its values", () => {
  expect(parseCommand("x = @public/a-1.b2nd + 2*@shared/d/b.b2nd - @public/a-1.b2nd")).toEqual({
    kind: "expression",
    name: "x",
    expression: "o0 + 2*o1 - o0",
    operands: { o0: "@public/a-1.b2nd", o1: "@shared/d/b.b2nd" },
    compute: false,
    parts: expect.any(Array),
  });
  expect(parseCommand("y := sin(@public/a.b2nd)[0:5]")).toMatchObject({ expression: "sin(o0)[0:5]", compute: true });
});

test("a path in back quotes may be anything, as one inside an HDF5 file", () => {
  expect(parseCommand("x = `@public/run 1.h5/entry/data` == 1")).toMatchObject({
    expression: "o0 == 1",
    operands: { o0: "@public/run 1.h5/entry/data" },
  });
});

test("names may be given behind #, and generated ones keep clear of them", () => {
  expect(parseCommand('x = a + o1 + @public/c.b2nd # {"a": "@shared/f.b2nd", "o1": "@shared/g.b2nd"}')).toMatchObject({
    expression: "a + o1 + o2",
    operands: { a: "@shared/f.b2nd", o1: "@shared/g.b2nd", o2: "@public/c.b2nd" },
  });
});

test("arrays inside of HDF5 files are operands", () => {
  expect(parseCommand("x = @public/run.h5/entry/data/counts * 2 + @public/dir.h5/a.b2nd")).toMatchObject({
    expression: "o0 * 2 + o1",
    operands: { o0: "@public/run.h5/entry/data/counts", o1: "@public/dir.h5/a.b2nd" },
  });
});

test("the commands, under both of their names", () => {
  expect(parseCommand("cp @public/a @shared/")).toEqual({ kind: "copy", from: "@public/a", to: "@shared/" });
  expect(parseCommand(" move @public/a @shared/b")).toEqual({ kind: "move", from: "@public/a", to: "@shared/b" });
  expect(parseCommand("rm @public/a")).toEqual({ kind: "remove", path: "@public/a" });
  expect(parseCommand("unfold @public/a.h5")).toEqual({ kind: "unfold", path: "@public/a.h5" });
  expect(parseCommand("adduser a@b.c")).toEqual({ kind: "addUser", email: "a@b.c", password: undefined });
  expect(parseCommand("lsu")).toEqual({ kind: "listUsers" });
});

test("a name that is also a command may be given to a result", () => {
  expect(parseCommand("move = @public/a.b2nd + 1")).toMatchObject({ kind: "expression", name: "move" });
});

test.each([
  ["", 0],
  ["@public/a.b2nd + 1", 0],
  ["x == 1", 0],
  ["x = ", 4],
  ["cp @public/a", 12],
  ["rm @public/a @public/b", 13],
  ["x = a # {not json}", 6],
])("what is wrong with %j stands at %i", (text, start) => {
  expect(parseCommand(text)).toMatchObject({ kind: "problem", start });
});

test("a place of the expression is found in the line, whatever stands for the paths there", () => {
  const line = "y = sin(@public/a-1.b2nd) + `@public/run 1.h5/x` ** nope(3)  ";
  const command = parseCommand(line);
  if (command.kind !== "expression") throw new Error(command.kind);
  expect(command.expression).toBe("sin(o0) + o1 ** nope(3)");
  const typed = (part: string) => {
    const start = command.expression.indexOf(part);
    const place = placeInLine(command.parts, { start, end: start + part.length });
    return line.slice(place.start, place.end);
  };
  expect(typed("nope(3)")).toBe("nope(3)");
  expect(typed("sin")).toBe("sin");
  expect(typed("o0")).toBe("@public/a-1.b2nd");
  expect(typed("1 ** no")).toBe("`@public/run 1.h5/x` ** no");
  expect(typed("sin(o0) + o1")).toBe("sin(@public/a-1.b2nd) + `@public/run 1.h5/x`");
  const end = command.expression.length;
  expect(placeInLine(command.parts, { start: end, end }).start).toBe(line.trimEnd().length);
});

test("a path that is not complete is a problem of its own, but not the sign in a text", () => {
  expect(parseCommand("x = 1 + @public/di")).toMatchObject({ kind: "problem", start: 8, end: 18 });
  expect(parseCommand("x = @")).toMatchObject({ kind: "problem", start: 4, end: 5 });
  expect(parseCommand("x = @public/a.b2nd == '@public'")).toMatchObject({ kind: "expression" });
});
