import { expect, test } from "vitest";
import { normalizeEmail } from "./email.ts";

test.each([
  ["me@example.org", "me@example.org"],
  ["  Me.Too+tag@Example.ORG ", "Me.Too+tag@example.org"],
  ["o'neil@sub.example.co", "o'neil@sub.example.co"],
  ["josé@exämple.org", "josé@exämple.org"],
  ["test@user.com", "test@user.com"],
])("%j is %s", (text, expected) => {
  expect(normalizeEmail(text)).toBe(expected);
});

test.each([
  "",
  "me",
  "@example.org",
  "me@",
  "me@localhost",
  "me@example..org",
  "me@-example.org",
  "me@127.0.0.1",
  ".me@example.org",
  "m..e@example.org",
  "m e@example.org",
  "me@exam ple.org",
  "me@example.org, you@example.org",
  "me@example.org\r\nBcc: you@example.org",
  "me\0@example.org",
  "<me@example.org>",
  '"me"@example.org',
  `${"x".repeat(65)}@example.org`,
  `me@${"x".repeat(64)}.org`,
  `me@${"abcdefgh.".repeat(40)}org`,
  "a".repeat(1_000_000),
  `${"a.".repeat(200_000)}@`,
])("%j is none", (text) => {
  expect(() => normalizeEmail(text)).toThrow(expect.objectContaining({ code: "account.invalid_email" }));
});
