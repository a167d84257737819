import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startServer } from "./start-server.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
/** Of its own, and of nobody. */
const SECRET = "a secret of the examples in the README";

/** What the examples have come to, said at their end. */
const RESULT = `
const twice = await client.openArray("@personal/twice.b2nd");
const last = await twice.read(parseSliceText("-1, -1", twice.shape));
console.log(JSON.stringify({
  shape: volume.shape, plane: plane.shape, kind: numbers?.constructor.name, found: found.rows.shape, total: found.total,
  twice: twice.shape, last: Number(toTypedArray(last)?.[0]), first: Number(numbers?.at(-1)),
}));
`;

it("the examples of the README run as they stand, one after the other", async () => {
  const state = mkdtempSync(join(tmpdir(), "client-readme-"));
  try {
    cpSync(join(REPOSITORY, "examples", "public"), join(state, "public"), { recursive: true });
    const user = ["adduser", "me@example.org", "correct horse battery", "--statedir", state];
    execFileSync(join(REPOSITORY, "bin", "cat2-admin"), user, { cwd: state });
    const { child, url } = await startServer(state, SECRET);
    try {
      const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
      const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
      expect(examples.length).toBeGreaterThanOrEqual(5);
      symlinkSync(join(REPOSITORY, "node_modules"), join(state, "node_modules"));
      writeFileSync(join(state, "package.json"), '{ "type": "module" }');
      const program = examples.join("\n").replaceAll("http://localhost:8000", url) + RESULT;
      writeFileSync(join(state, "examples.ts"), program);
      const output = execFileSync(process.execPath, ["examples.ts"], { cwd: state, encoding: "utf8" });
      const lines = output.trim().split("\n");
      expect(lines.slice(0, -1).at(-1)).toMatch(/^\d+ of \d+ bytes$/);
      const result = JSON.parse(lines.at(-1) ?? "");
      expect(result).toMatchObject({
        shape: [192, 192, 192],
        plane: [192, 96],
        kind: "Uint16Array",
        found: [20],
        twice: [384, 96],
      });
      expect(result.total).toBeGreaterThan(20);
      expect(result.last).toBe(2 * result.first);
    } finally {
      child.kill();
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}, 60_000);
