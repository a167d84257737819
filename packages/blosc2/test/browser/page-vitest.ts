/** What tests import from "vitest", for the page: the same runner and the same assertions. */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  type ExpectStatic,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import * as chai from "chai";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** As vitest puts it together: assertions count in the state of a function, on which the matchers are. */
function createExpect(): ExpectStatic {
  const call = (value: unknown, message?: string) => chai.expect(value, message);
  const matchers: unknown = Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT);
  // What it is assigned makes it the interface; a method that is missing fails in the test that calls it.
  const made = Object.assign(call, chai.expect, matchers) as unknown as ExpectStatic;
  Reflect.set(globalThis, GLOBAL_EXPECT, made);
  setState({ assertionCalls: 0 }, made);
  const extend: unknown = Reflect.get(chai.expect, "extend");
  if (typeof extend === "function") Reflect.apply(extend, chai.expect, [made, customMatchers]);
  return made;
}

export const expect = createExpect();
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from "@vitest/runner";
