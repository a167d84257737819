import { applySelection, descrText, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { test } from "vitest";
import { requiresPython } from "../../../../test/requires.ts";
import { lazyArray } from "../../src/index.ts";
import { memoryArray } from "../memory-array.ts";
import { differenceOf } from "./compare.ts";
import { numericTexts } from "./grammar.ts";
import { Judge } from "./judge.ts";
import { oracleOperands } from "./operands.ts";

test("survey", { timeout: 100000 }, async (context) => {
  const judge = new Judge(requiresPython(context));
  const arrays = oracleOperands();
  await judge.operands(arrays);
  const ops = new Map([...arrays].map(([n, a]) => [n, memoryArray(a)]));
  const seen = new Map<string, string[]>();
  let both = 0,
    neither = 0;
  const note = (k: string, t: string) => {
    const l = seen.get(k) ?? [];
    l.push(t);
    seen.set(k, l);
  };
  for (const text of fc.sample(numericTexts, {
    seed: Number(process.env.SEED ?? 5),
    numRuns: Number(process.env.RUNS ?? 4000),
  })) {
    const v = await judge.evaluate(text);
    let r;
    try {
      const l = lazyArray(text, ops);
      r = await l.read(wholeSelection(l.shape));
    } catch (e) {
      const m = (e as any).code?.startsWith("expression")
        ? (e as Error).message.replace(/\(column.*/, "")
        : String((e as Error).stack).slice(0, 500);
      if ("error" in v) neither++;
      else note("REFUSED " + m, text);
      continue;
    }
    if ("error" in v) {
      note("NUMPY " + v.error.slice(0, 60), text);
      continue;
    }
    if (descrText(r.dtype) !== v.dtype) note(`DTYPE`, `${text} ${descrText(r.dtype)} ${v.dtype}`);
    else if (String(r.shape) !== String(v.shape)) note("SHAPE", text);
    else {
      const d = differenceOf(r, v.data);
      if (d) note("VALUE", text.slice(0, 300) + "   " + d.slice(0, 500));
      else both++;
    }
  }
  console.log(both, neither);
  for (const [k, l] of seen) {
    l.sort((a, b) => a.length - b.length);
    console.log(k, l.length, "\n    " + l.slice(0, k === "VALUE" ? 12 : 2).join("\n    "));
  }
  judge.close();
});
