import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { fusesMultiplyAdd } from "./fused.ts";

/** What a process with this flag of V8 says. */
function answerOf(flag: string): string {
  const module = JSON.stringify(fileURLToPath(new URL("fused.ts", import.meta.url)));
  const script = `import(${module}).then(({ fusesMultiplyAdd }) => console.log(fusesMultiplyAdd()))`;
  const { stdout, stderr } = spawnSync(process.execPath, [flag, "--input-type=module", "--eval", script]);
  return stdout.toString().trim() || stderr.toString();
}

test("a machine that rounds products is found out, though its engine takes the instruction", () => {
  expect(answerOf("--no-enable-fma3")).toBe(process.arch === "x64" ? "false" : String(fusesMultiplyAdd()));
});
