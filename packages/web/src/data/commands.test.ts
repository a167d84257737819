import { expect, test } from "vitest";
import { createCommands } from "./commands.ts";

/** A server that answers `answer` and remembers what it was sent. */
function server(answer: Response | Error) {
  const calls: [method: string, url: string, body: string][] = [];
  const commands = createCommands(async (url, init) => {
    calls.push([init.method ?? "GET", url, String(init.body ?? "")]);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { commands, calls };
}

const path = () => Response.json("@shared/new");

test("each command is one call of the contract, and answers the path that came of it", async () => {
  const { commands, calls } = server(path());
  expect(await commands.move("@shared/a", "@shared/b")).toBe("@shared/new");
  await server(path()).commands.remove("@shared/a");
  expect(calls).toEqual([["POST", "/api/move/", '{"src":"@shared/a","dst":"@shared/b"}']]);
  const others = server(path());
  await others.commands.loadFromUrl("@shared/a b", "https://example.org/x?y=1");
  expect(others.calls).toEqual([
    ["POST", "/api/load_from_url/@shared/a%20b", "remote_url=https%3A%2F%2Fexample.org%2Fx%3Fy%3D1"],
  ]);
});

const WISH = { name: "x", expression: "a", operands: { a: "@public/a.b2nd" }, compute: true };
const lines = (...values: unknown[]) =>
  new Response(values.map((value) => `${JSON.stringify(value)}\n`).join(""), {
    headers: { "content-type": "application/x-ndjson" },
  });

test("an expression that takes long is followed line by line, and may be answered at once", async () => {
  const told: unknown[] = [];
  const follow = { onProgress: (done: number, total: number | undefined) => void told.push([done, total]) };
  const far = lines({ done: 0, total: null }, { done: 3, total: 4 }, { path: "@personal/x.b2nd" });
  expect(await server(far).commands.lazyExpression(WISH, follow)).toBe("@personal/x.b2nd");
  expect(told).toEqual([
    [0, undefined],
    [3, 4],
  ]);
  expect(await server(path()).commands.lazyExpression(WISH, follow)).toBe("@shared/new");
  const refused = lines({ done: 0, total: 4 }, { code: "source.changed", detail: "Again." });
  await expect(server(refused).commands.lazyExpression(WISH)).rejects.toMatchObject({ code: "source.changed" });
  const cut = lines({ done: 0, total: 4 });
  await expect(server(cut).commands.lazyExpression(WISH)).rejects.toMatchObject({ code: "source.unreadable" });
  const place = { start: 1, end: 3, reason: "why" };
  const wrong = Response.json({ code: "expression.invalid", detail: "No.", place }, { status: 400 });
  await expect(server(wrong).commands.lazyExpression(WISH)).rejects.toMatchObject({ place });
  const left = server(new DOMException("", "AbortError"));
  await expect(left.commands.lazyExpression(WISH)).rejects.toMatchObject({ name: "AbortError" });
});

test.each([
  [
    "the server's code and words",
    Response.json({ code: "quota.exceeded", detail: "Full." }, { status: 400 }),
    "quota.exceeded",
    "Full.",
  ],
  [
    "a list of what did not validate",
    Response.json({ detail: [{ msg: "too short" }] }, { status: 422 }),
    "request.invalid",
    "too short",
  ],
  [
    "a reason with a code of its own",
    Response.json({ detail: { code: "X", reason: "Weak." } }, { status: 400 }),
    "request.invalid",
    "Weak.",
  ],
  ["a status alone", new Response("<html>", { status: 507 }), "storage.full", "The server answered 507."],
  ["no answer", new TypeError("fetch failed"), "source.unreadable", "The server did not answer."],
  ["an answer that is no path", Response.json({}), "request.invalid", "The server named no path."],
])("a refusal is a failure: %s", async (_what, answer, code, message) => {
  await expect(server(answer).commands.remove("@shared/a")).rejects.toMatchObject({ code, message });
});
