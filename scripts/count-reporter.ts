/**
 * Vitest reporter: a line for each file, the full story of each failure, and the counts with the
 * reason of each skip as JSON in the file that TEST_OUTCOME names.
 */
import { writeFileSync } from "node:fs";
import { DefaultReporter, type TestModule } from "vitest/node";

export default class CountReporter extends DefaultReporter {
  override onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    errors: Parameters<DefaultReporter["onTestRunEnd"]>[1],
    reason: Parameters<DefaultReporter["onTestRunEnd"]>[2],
  ): void {
    super.onTestRunEnd(modules, errors, reason);
    const outcome = { passed: 0, failed: errors.length, skipped: [] as { name: string; reason: string }[] };
    for (const module of modules) {
      outcome.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") outcome.passed += 1;
        else if (result.state === "failed") outcome.failed += 1;
        else outcome.skipped.push({ name: test.fullName, reason: noteOf(result) ?? test.fullName });
      }
    }
    const file = process.env.TEST_OUTCOME;
    if (file) writeFileSync(file, JSON.stringify(outcome));
  }
}

/** The reason that a test gave when it skipped itself; a suite that is skipped says it in its name. */
function noteOf(result: object): string | undefined {
  return "note" in result && typeof result.note === "string" ? result.note : undefined;
}
