import { type ByteSource, memorySource } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, it } from "vitest";
import { joinedSource } from "./joined-source.ts";

/** A source that fills what it is given, at once or later. */
function filling(bytes: Uint8Array, later: boolean): ByteSource {
  return {
    ...memorySource(bytes),
    readInto(offset, target) {
      if (offset + target.length > bytes.length) throw new Error("beyond");
      target.set(bytes.subarray(offset, offset + target.length));
      return later ? Promise.resolve() : undefined;
    },
  };
}

it("reads and fills what lies across its parts, whatever these can do", async () => {
  const part = fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.constantFrom("memory", "now", "later"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.nat(30),
      fc.nat(30),
      async (parts, start, count) => {
        const whole = Buffer.concat(parts.map(([bytes]) => bytes));
        const source = joinedSource(
          parts.map(([bytes, kind]) => (kind === "memory" ? memorySource(bytes) : filling(bytes, kind === "later"))),
        );
        expect(source.size).toBe(whole.length);
        const offset = Math.min(start, whole.length);
        const length = Math.min(count, whole.length - offset);
        const expected = Uint8Array.from(whole.subarray(offset, offset + length));
        expect(Uint8Array.from(await source.read(offset, length))).toEqual(expected);
        const target = new Uint8Array(length);
        await source.readInto?.(offset, target);
        if (source.readInto !== undefined) expect(target).toEqual(expected);
        await expect(source.read(offset, whole.length + 1)).rejects.toMatchObject({ code: "source.short_read" });
      },
    ),
  );
});

it("waits for nothing where its parts do not", () => {
  const source = joinedSource([filling(Uint8Array.of(1, 2), false), filling(Uint8Array.of(3), false)]);
  const target = new Uint8Array(3);
  expect(source.readInto?.(0, target)).toBeUndefined();
  expect([...target]).toEqual([1, 2, 3]);
});
