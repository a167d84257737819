/** `node run.ts [--minutes N] [--seed S] [--out DIRECTORY]`: fuzzes as long as you like; finds are kept as files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
  },
});
const deadline = Date.now() + Number(values.minutes) * 60_000;
const report = await fuzz({ seed: Number(values.seed), inputs: Number.POSITIVE_INFINITY, deadline });
console.log(`${report.inputs} inputs, ${report.decoded} decoded, ${report.finds.length} finds`);
for (const [index, find] of report.finds.entries()) {
  console.log(`${find.target}: ${find.reason} (${find.input.length} bytes)`);
  if (values.out === undefined) continue;
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, `${find.target}-${index}.bin`), find.input);
}
process.exitCode = report.finds.length > 0 ? 1 : 0;
