import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { SessionTokens } from "./session-token.ts";

const NOW = 1_790_000_000_000;
const claims = { sessionId: "session", userId: "user", epoch: 3, expires: NOW + 60_000 };
const tokens = new SessionTokens("secret");

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const read = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString());
/** Signed as the server would, whatever it says. */
function signed(header: unknown, payload: unknown): string {
  const key = createHmac("sha256", "secret").update("caterva2:session").digest();
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

test("a token is a JWT that says who, and until when", () => {
  const token = tokens.sign(claims);
  const [header = "", payload = ""] = token.split(".");
  expect(read(header)).toEqual({ alg: "HS256" });
  expect(read(payload)).toEqual({ epoch: 3, aud: "caterva2:session", sub: "user", jti: "session", exp: 1_790_000_060 });
  expect(tokens.verify(token, NOW)).toEqual(claims);
  expect(token).toBe(signed(read(header), read(payload)));
});

test("it holds until the second that it names", () => {
  const token = tokens.sign(claims);
  expect(tokens.verify(token, NOW + 59_999)).toEqual(claims);
  expect(tokens.verify(token, NOW + 60_000)).toBeUndefined();
});

test("one that was signed in any other way shows nobody", () => {
  const token = tokens.sign(claims);
  const [header = "", payload = "", mark = ""] = token.split(".");
  const altered = [...mark].map((letter, index) => (index === 5 ? (letter === "A" ? "B" : "A") : letter)).join("");
  for (const text of [
    "",
    "..",
    `${header}.${payload}`,
    `${header}.${payload}.`,
    `${header}.${payload}.${altered}`,
    `${header}.${payload}.${mark}=`,
    `${header}.${payload}.${mark}!`,
    `${header}.${payload}.${mark}.`,
    `${header}.${payload}.${mark}.${mark}`,
    `${part({ alg: "none" })}.${payload}.`,
    `${header}.${part({ ...read(payload), sub: "other" })}.${mark}`,
    new SessionTokens("another").sign(claims),
    `${token}${"x".repeat(3000)}`,
  ]) {
    expect(tokens.verify(text, NOW)).toBeUndefined();
  }
});

test("what is signed but has another form shows nobody", () => {
  const payload = { epoch: 3, aud: "caterva2:session", sub: "user", jti: "session", exp: 1_790_000_060 };
  const header = { alg: "HS256" };
  expect(tokens.verify(signed(header, payload), NOW)).toEqual(claims);
  for (const [head, body] of [
    [{ alg: "HS512" }, payload],
    [{ alg: "HS256", crit: ["exp"] }, payload],
    [null, payload],
    [header, null],
    [header, "text"],
    [header, { ...payload, aud: "another" }],
    [header, { ...payload, exp: "1790000060" }],
    [header, { ...payload, exp: Number.NaN }],
    [header, { ...payload, sub: undefined }],
    [header, { ...payload, jti: 7 }],
    [header, { ...payload, epoch: undefined }],
  ]) {
    expect(tokens.verify(signed(head, body), NOW)).toBeUndefined();
  }
});
