import { expect, it } from "vitest";
import { deferred } from "./deferred.ts";

it("loads a port with the first call, and passes calls and failures on", async () => {
  let loads = 0;
  class Port {
    readonly sum = 40;
    async add(number: number): Promise<number> {
      return this.sum + number;
    }
    async fail(): Promise<void> {
      throw new TypeError("no");
    }
  }
  const port = deferred(async () => {
    loads += 1;
    return new Port();
  });
  expect(loads).toBe(0);
  expect(await port.add(2)).toBe(42);
  await expect(port.fail()).rejects.toThrow(TypeError);
  expect(loads).toBe(2);
});
