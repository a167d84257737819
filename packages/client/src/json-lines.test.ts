import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";
import { pathOfLines, tellsProgress } from "./progress.ts";

/** A body that comes in the given pieces; `left` says whether its reader went before the end. */
function bodyOf(pieces: readonly Uint8Array[]) {
  const state = { left: false };
  const rest = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = rest.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    },
    cancel() {
      state.left = true;
    },
  });
  return { body, state };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("the values are the same however the body is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      fc.boolean(),
      async (values, cuts, ended) => {
        const text = values.map((value) => JSON.stringify(value)).join("\n") + (ended && values.length > 0 ? "\n" : "");
        const all = bytes(text);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const pieces = edges.slice(1).map((end, at) => all.slice(edges[at], end));
        const found = await Array.fromAsync(jsonLines(bodyOf(pieces).body));
        expect(JSON.stringify(found)).toBe(JSON.stringify(values));
      },
    ),
  );
});

test("what is no JSON, or no line, is refused, and the rest is not received", async () => {
  const invalid = expect.objectContaining({ code: "request.invalid" });
  for (const text of ["{nope\n", "x".repeat(70_000), `"${"x".repeat(70_000)}"\n`]) {
    const { body, state } = bodyOf([bytes("1\n"), bytes(text), bytes("2\n")]);
    await expect(Array.fromAsync(jsonLines(body))).rejects.toEqual(invalid);
    expect(state.left).toBe(true);
  }
});

const answer = (text: string) =>
  new Response(text, { headers: { "content-type": "application/x-ndjson; charset=utf-8" } });

test("an answer in lines ends with a path, an error, or breaks off", async () => {
  const told: unknown[] = [];
  const read = (text: string) => pathOfLines(answer(text), (done, total) => told.push([done, total]), undefined);
  expect(tellsProgress(answer(""))).toBe(true);
  expect(tellsProgress(Response.json("@public/x"))).toBe(false);
  expect(await read('{"done":0,"total":null}\n{"done":2,"total":4}\n{"path":"@public/x"}\n')).toBe("@public/x");
  expect(told).toEqual([
    [0, undefined],
    [2, 4],
  ]);
  const refused = read('{"done":0,"total":4}\n{"code":"source.changed","detail":"Try again."}\n');
  await expect(refused).rejects.toMatchObject({ code: "source.changed", message: "Try again." });
  await expect(read('{"done":0,"total":4}\n')).rejects.toMatchObject({ code: "source.unreadable" });
});
