/**
 * `node run.ts [--minutes N] [--seed S] [--out DIRECTORY]`: fuzzes as long as you like. Finds are kept as files, by
 * default in the corpus, where every test run tries them again.
 */
import { parseArgs } from "node:util";
import { CORPUS, keepFind } from "./corpus.ts";
import { fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: CORPUS },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log("npm run fuzz -- [--minutes N] [--seed N] [--out DIRECTORY]\n");
  console.log("  --out  where inputs are kept that a decoder takes badly");
  process.exit(0);
}
const deadline = Date.now() + Number(values.minutes) * 60_000;
const report = await fuzz({ seed: Number(values.seed), inputs: Number.POSITIVE_INFINITY, deadline });
console.log(`${report.inputs} inputs, ${report.decoded} decoded, ${report.finds.length} finds`);
for (const find of report.finds) {
  console.log(`${find.target}: ${find.reason} (${find.input.length} bytes), kept as ${keepFind(find, values.out)}`);
}
process.exitCode = report.finds.length > 0 ? 1 : 0;
