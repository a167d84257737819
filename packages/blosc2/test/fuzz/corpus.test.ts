import { beforeAll, expect, it } from "vitest";
import { readCorpus } from "./corpus.ts";
import { findReason } from "./fuzz.ts";
import { FUZZ_TARGETS, type FuzzTarget } from "./targets.ts";

const cases = readCorpus();
let targets: readonly FuzzTarget[];
beforeAll(async () => {
  targets = (await Promise.all(FUZZ_TARGETS.map((make) => make()))).flat();
});

it.each(cases.map(({ name, target, input }) => [name, target, input] as const))("%s", async (_name, name, input) => {
  const target = targets.find((entry) => entry.name === name);
  if (target === undefined) throw new Error(`There is no target ${name}.`);
  expect(await findReason(target, input)).toBeUndefined();
});
