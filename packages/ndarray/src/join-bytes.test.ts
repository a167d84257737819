import { expect, it } from "vitest";
import { dropBytes, joinBytes } from "./join-bytes.ts";

it("joins parts into bytes of their own", () => {
  const part = Uint8Array.of(1, 2);
  const joined = joinBytes([part, new Uint8Array(0), Uint8Array.of(3)]);
  part.fill(9);
  expect([...joined]).toEqual([1, 2, 3]);
});

it("drops memory that is all of the bytes', and no other", () => {
  const large = new Uint8Array(100_000);
  dropBytes(large);
  expect(large.byteLength).toBe(0);
  const outer = new Uint8Array(200_000);
  dropBytes(outer.subarray(0, 100_000));
  const shared = new Uint8Array(new SharedArrayBuffer(100_000));
  dropBytes(shared);
  const small = new Uint8Array(100);
  dropBytes(small);
  expect([outer.byteLength, shared.byteLength, small.byteLength]).toEqual([200_000, 100_000, 100]);
});
