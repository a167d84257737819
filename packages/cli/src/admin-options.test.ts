import { expect, test } from "vitest";
import { parseAdminCommand } from "./admin-options.ts";

test.each([
  [["adduser", "a@x.org"], { username: "a@x.org", password: undefined, superuser: false }],
  [["adduser", "a@x.org", "secret words", "-S"], { password: "secret words", superuser: true }],
  [["--statedir=s", "--conf", "c", "adduser", "--superuser", "a@x.org"], { statedir: "s", conf: "c", superuser: true }],
  [["--listen", "x:1", "--loglevel=error", "adduser", "a@x.org"], { kind: "adduser" }],
  [["--help"], { kind: "help" }],
  [["adduser", "-h"], { kind: "help" }],
  [["--version"], { kind: "version" }],
])("%j", (args, expected) => {
  expect(parseAdminCommand(args)).toMatchObject(expected);
});

test.each([[[]], [["adduser"]], [["adduser", "a", "b", "c"]], [["deluser", "a"]], [["--nope", "adduser", "a"]]])(
  "%j is refused",
  (args) => {
    expect(() => parseAdminCommand(args)).toThrow(expect.objectContaining({ code: "usage.invalid" }));
  },
);
