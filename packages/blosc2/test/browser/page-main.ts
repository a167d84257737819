/** The program of the page: runs the test files with vitest's own runner and leaves what came of it in the window. */

import { suites } from "virtual:suites";
import { type File, startTests, type Task, type VitestRunner } from "@vitest/runner";
import { Buffer } from "./page-node.ts";

/** What came of one test. */
export interface PageResult {
  readonly name: string;
  readonly state: string;
  readonly error: string | undefined;
}

Object.assign(globalThis, { Buffer });

const runner: VitestRunner = {
  config: {
    root: "/",
    setupFiles: [],
    name: "page",
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: true,
    sequence: { shuffle: false, concurrent: false, seed: 1, hooks: "stack", setupFiles: "list" },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    includeTaskLocation: undefined,
    diffOptions: {},
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
  importFile: async (path) => {
    await suites[path]?.();
  },
};

function resultsOf(task: Task): PageResult[] {
  if (task.type === "suite") return task.tasks.flatMap(resultsOf);
  const error = task.result?.errors?.map(({ message }) => message).join("; ");
  return [{ name: task.fullName, state: task.result?.state ?? task.mode, error }];
}

const done = (files: readonly File[]) => ({
  results: files.flatMap((file) => file.tasks.flatMap(resultsOf)),
  broken: files.flatMap((file) => file.result?.errors?.map(({ message }) => `${file.name}: ${message}`) ?? []),
});

startTests(Object.keys(suites), runner).then(
  (files) => Object.assign(window, { told: done(files) }),
  (error: unknown) => Object.assign(window, { told: { results: [], broken: [String(error)] } }),
);
