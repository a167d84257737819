import { lazyArray } from "@caterva2/compute";
import { expect, test } from "vitest";
import { FUNCTIONS } from "../packages/web/src/prompt/functions.ts";

test("the prompt completes functions that the language has", () => {
  const unknown = (name: string) => {
    try {
      lazyArray(`${name}()`, new Map());
      return false;
    } catch (error) {
      return String(error).includes("there is no function");
    }
  };
  expect(unknown("nope")).toBe(true);
  expect(Object.keys(FUNCTIONS).filter(unknown)).toEqual([]);
});
