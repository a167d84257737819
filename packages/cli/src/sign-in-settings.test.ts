import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maxUsersOf, signInSettings, withEnvFile } from "./sign-in-settings.ts";

const invalid = expect.objectContaining({ code: "usage.invalid", exitStatus: 2 });
const SECRET = { CATERVA2_SECRET: "s" };
const settings = (table: Record<string, unknown>, environment = {}) => signInSettings(table, environment, "http://x");

describe("sign-in", () => {
  test.each([
    [{}, {}, "off"],
    [{ register: false }, {}, "off"],
    [{ login: false }, {}, "off"],
    [{ login: false }, SECRET, "off"],
    [{ login: false, register: false }, SECRET, "off"],
    [{}, { CATERVA2_SECRET: "" }, "off"],
    [{}, SECRET, "on"],
    [{ login: true }, SECRET, "on"],
    [{ register: true }, SECRET, "on"],
  ])("%j with %j is %s", (table, environment, expected) => {
    expect(settings(table, environment) === undefined ? "off" : "on").toBe(expected);
  });

  test.each([
    [{ login: true }, {}],
    [{ login: true }, { CATERVA2_SECRET: "" }],
    [{ register: true }, {}],
    [{ login: false, register: true }, SECRET],
    [{ login: "false" }, {}],
  ])("%j with %j does not start", (table, environment) => {
    expect(() => settings(table, environment)).toThrow(invalid);
  });

  test("takes what the configuration says", () => {
    expect(settings({ register: true, maxusers: 5 }, SECRET)).toEqual({
      ...{ secret: "s", register: true, urlbase: "http://x", maxUsers: 5, smtp: undefined },
    });
  });
});

test("users at most: a whole number; none and 0 are any number", () => {
  expect([{}, { maxusers: 0 }, { maxusers: 5 }].map(maxUsersOf)).toEqual([undefined, undefined, 5]);
  for (const maxusers of ["5", 1.5, -1, true]) expect(() => maxUsersOf({ maxusers })).toThrow(invalid);
});

describe("[server.smtp]", () => {
  const smtp = (table: unknown, environment = {}) => settings({ smtp: table }, { ...SECRET, ...environment })?.smtp;
  const least = { host: "mail.example.org", from: "arrays@example.org" };

  test("has the usual ports, and encrypts unless told", () => {
    expect(smtp(least)).toMatchObject({ ...least, port: 587, security: "starttls", username: undefined });
    expect(smtp({ ...least, security: "tls" })).toMatchObject({ port: 465 });
    expect(smtp({ ...least, security: "none", port: 2525 })).toMatchObject({ port: 2525 });
  });

  test("the password may come from the environment", () => {
    const environment = { CATERVA2_SMTP_PASSWORD: "env" };
    expect(smtp({ ...least, username: "u" }, environment)).toMatchObject({ username: "u", password: "env" });
    expect(smtp({ ...least, username: "u", password: "file" }, environment)?.password).toBe("file");
  });

  test.each([
    "mail.example.org",
    [],
    {},
    { host: "h" },
    { ...least, port: 0 },
    { ...least, port: "25" },
    { ...least, security: "ssl" },
    { ...least, username: 1 },
    { ...least, hots: "typo" },
  ])("%j does not start", (table) => {
    expect(() => smtp(table)).toThrow(invalid);
  });
});

describe(".env", () => {
  let directory: string;
  const path = () => join(directory, ".env");
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "cat2-env-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test("holds the secret where the environment does not, and nothing else is taken of it", async () => {
    expect(withEnvFile({ A: "1" }, path())).toEqual({ A: "1" });
    await writeFile(path(), '# comment\nCATERVA2_SECRET="of file"\nPATH=/evil\n');
    expect(withEnvFile({ PATH: "/bin" }, path())).toMatchObject({ CATERVA2_SECRET: "of file", PATH: "/bin" });
    expect(withEnvFile({ CATERVA2_SECRET: "set" }, path())).toMatchObject({ CATERVA2_SECRET: "set" });
    expect(Object.keys(withEnvFile({}, path()))).not.toContain("PATH");
  });

  test("one that cannot be read is an error", () => {
    expect(() => withEnvFile({}, directory)).toThrow(invalid);
  });
});
