import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requiresPython } from "../requires.ts";
import { residentBytes } from "../served.ts";
import { type SignedInServer, serveSignedIn, USER } from "../signed-in.ts";

const SCRIPT = fileURLToPath(new URL("../../interop/check_functions.py", import.meta.url));

let server: SignedInServer;
beforeAll(async () => {
  server = await serveSignedIn();
});
afterAll(() => server?.stop());

test("functions of python-blosc2 and of ours are each other's", async (context) => {
  const python = requiresPython(context);
  const args = [SCRIPT, server.url, USER.email, USER.password, server.folder];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 1 << 24 });
  expect(JSON.parse(stdout)).toEqual({ compared: 4 * 5 + 3 * 3, mismatches: [] });
}, 180_000);

/** What answering all of the hostile sources may cost in memory: worker threads and their arrays, no source's claims. */
const MEMORY_BOUND = 900 * 1024 * 1024;

const lines = (...body: string[]) => `def f(inputs, output, offset):\n${body.map((line) => `    ${line}\n`).join("")}`;

const HOSTILE: readonly (readonly [what: string, source: string])[] = [
  ["brackets", lines(`x = ${"(".repeat(60_000)}`)],
  ["closed brackets", lines(`x = ${"(".repeat(30_000)}1${")".repeat(30_000)}`)],
  ["signs", lines(`x = ${"-".repeat(60_000)}1`)],
  ["powers", lines(`x = ${"2**".repeat(20_000)}1`)],
  ["attributes", lines(`x = inputs${".T".repeat(30_000)}`)],
  [
    "blocks",
    `def f(inputs, output, offset):\n${Array.from({ length: 300 }, (_, at) => `${" ".repeat(at + 1)}if 1:\n`).join("")}`,
  ],
  ["too long a source", lines("# ".padEnd(70_000, "x"))],
  ["a loop without end", lines("while True: pass")],
  ["a loop of arrays without end", lines("while True: output += np.sin(output)")],
  ["a huge range", lines("for k in range(10**18): pass")],
  ["a list of a huge range", lines("x = list(range(10**9))")],
  ["loops in loops", lines("x = [[k for k in range(10000)] for j in range(10000)]")],
  ["a huge text", lines("x = 'x' * 10**10")],
  ["a huge tuple", lines("x = (0,) * 10**9")],
  ["a tuple that doubles", lines("t = (0,)", "for k in range(100): t = t + t")],
  ["a tuple in a tuple", lines("t = ()", "for k in range(10**5): t = (t, t)")],
  ["a text that doubles", lines("t = 'x'", "for k in range(100): t = t + t")],
  ["a function without end", lines("def g(n): return g(n + 1)", "g(0)")],
  ["two functions without end", lines("def g(n): return h(n)", "def h(n): return g(n)", "g(0)")],
  ["a huge number", lines("x = 9**9**9")],
  ["a number that grows", lines("x = 3", "while True: x = x * x")],
  ["a huge shift", lines("x = 1 << 10**12")],
  ["a huge array", lines("x = np.zeros(10**12) + 1")],
  ["a huge matrix", lines("output[:] = np.ones((10**6, 10**6)).sum()")],
  ["a huge ramp", lines("output[:] = np.arange(10**15).max()")],
  ["a huge outer product", lines("x = np.arange(10**6)", "output[:] = (x[:, None] * x).sum()")],
  ["arrays that pile up", lines("x = []", "for k in range(10**6): x.append(np.ones(10**6))")],
  ["an array that doubles", lines("x = np.ones(10)", "while True: x = np.concatenate([x, x])")],
  ["eval", lines("eval('1')")],
  ["exec", lines("exec('import os')")],
  ["open", lines("open('/etc/passwd')")],
  ["getattr", lines("getattr(inputs, 'x')")],
  ["a class", lines("x = inputs.__class__")],
  ["an import", lines("import os")],
  ["an import by name", lines("__import__('os')")],
  ["reading a file", lines("output[:] = np.load('/etc/passwd')")],
  ["writing a file", lines("np.save('/x', output)")],
  ["a name of JavaScript", lines("output[:] = constructor")],
  ["a function of JavaScript", lines("np.constructor('x')")],
  ["an attribute of JavaScript", lines("output.constructor('x')")],
  ["code where a function is defined", `def f(inputs, output, offset=print(1)):\n    pass\n`],
  ["a decorator", `@np.vectorize(print)\n@open('x')\n${lines("pass")}`],
  ["another function", "def g(inputs, output, offset):\n    pass\n"],
  ["no function", "x = 1\n"],
  ["too few parameters", "def f(inputs):\n    pass\n"],
  ["nothing", ""],
];

/** Posts a function without operands whose values are to be stored, so that it runs. */
async function computed(source: string, name = "f"): Promise<{ status: number; text: string }> {
  const body = { name, expression: null, func: source, operands: {}, dtype: "float64", shape: [4], compute: true };
  const answer = await server.post("/api/upload_lazyarr/@public/hostile.b2nd", JSON.stringify(body));
  return { status: answer.status, text: await answer.text() };
}

test("hostile sources are refused or stopped, and the server goes on", async () => {
  expect((await computed(lines("output[:] = 7"))).status).toBe(200);
  for (const [what, source] of HOSTILE) {
    const { status, text } = await computed(source);
    expect({ what, refused: [400, 413, 422].includes(status), status, text }).toMatchObject({ what, refused: true });
    expect(text, what).toContain("detail");
    expect(text, what).not.toMatch(/\/tmp\/|node_modules|\.ts:\d/);
    expect((await server.get("/api/roots")).status, what).toBe(200);
  }
  for (const name of ["../f", "__class__", "", "f\0"]) expect((await computed(lines("pass"), name)).status).toBe(400);
  const raw = Buffer.from(JSON.stringify({ func: lines("x = '?'") }).replace("?", "\xff\xfe"), "latin1");
  expect((await server.post("/api/upload_lazyarr/@public/hostile.b2nd", raw)).status).toBeLessThan(500);
  expect((await computed(lines("output[:] = 7"))).status).toBe(200);
  expect(residentBytes(server.pid)).toBeLessThan(MEMORY_BOUND);
}, 300_000);
