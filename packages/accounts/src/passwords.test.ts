import { describe, expect, test } from "vitest";
import { generatePassword, isOutdated, Passwords, passwordMark } from "./passwords.ts";

const cheap = new Passwords({ memoryCost: 8, timeCost: 1, parallelism: 1 });

/** Of "correct horse", made by Python's argon2-cffi and bcrypt (the latter with 4 rounds). */
const OF_PYTHON = {
  argon2id: "$argon2id$v=19$m=65536,t=3,p=4$V5DAxEd3UPiNU2uwwjMFDw$LF0a6cfFGL+3gN1CTYGBm7lDahZuAqLAlw85gTrLkVs",
  bcrypt: "$2b$04$PiYJ0IiHXMrraIOwMk5obetRLHsJPiRsxKPNoDWk4tRYahLnZIYg.",
};

describe("hashing", () => {
  test("costs what existing servers take, and salts", async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash("correct horse");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await passwords.verify("correct horse", hash)).toBe(true);
    expect(await cheap.hash("correct horse")).not.toBe(await cheap.hash("correct horse"));
  });

  test.each([
    ["seven c", "8 characters"],
    ["", "8 characters"],
    ["é".repeat(7), "8 characters"],
    ["x".repeat(1025), "1024 bytes"],
  ])("%j is no password", async (password, reason) => {
    await expect(async () => cheap.hash(password)).rejects.toMatchObject({
      code: "account.invalid_password",
      message: expect.stringContaining(reason),
    });
  });
});

describe("verifying", () => {
  test.each(Object.entries(OF_PYTHON))("takes %s of Python servers", async (kind, hash) => {
    expect(await cheap.verify("correct horse", hash)).toBe(true);
    expect(await cheap.verify("correct horsf", hash)).toBe(false);
    expect(isOutdated(hash)).toBe(kind === "bcrypt");
  });

  test.each([
    "",
    "plain",
    "$argon2id$",
    "$argon2id$v=19$m=999999999,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$aGFzaA",
    "$argon2id$v=19$m=65536,t=999999,p=4$c29tZXNhbHRzb21lc2FsdA$aGFzaA",
    `$2b$31$${"a".repeat(53)}`,
    "!",
  ])("no password fits %j, and none is computed", async (stored) => {
    expect(await cheap.verify("correct horse", stored)).toBe(false);
  });

  test("a password longer than any is refused before it is hashed", async () => {
    expect(await cheap.verify("x".repeat(1_000_000), await cheap.hash("correct horse"))).toBe(false);
  });

  test("those of nobody are verified all the same", async () => {
    expect(await cheap.verifyNobody("correct horse")).toBe(false);
  });

  test("few at a time, and no endless line", async () => {
    const hash = await cheap.hash("correct horse");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 400 }, async () => cheap.verify("correct horse", hash)),
    );
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeGreaterThan(100);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "server.busy" });
    expect(await cheap.verify("correct horse", hash)).toBe(true);
  });
});

test("made up passwords are long and never the same", () => {
  const made = Array.from({ length: 200 }, generatePassword);
  for (const password of made) expect(password).toMatch(/^[a-zA-Z]{16}$/);
  expect(new Set(made).size).toBe(200);
});

test("the mark of a hash changes with it and says nothing of it", () => {
  expect(passwordMark("a")).toBe(passwordMark("a"));
  expect(passwordMark("a")).not.toBe(passwordMark("b"));
  expect(passwordMark("a".repeat(200))).toHaveLength(16);
});
