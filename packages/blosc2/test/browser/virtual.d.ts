/** The test files of the suite, which `suite.test.ts` makes a module of. */
declare module "virtual:suites" {
  export const suites: Readonly<Record<string, () => Promise<unknown>>>;
}
