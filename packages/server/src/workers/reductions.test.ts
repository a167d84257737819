import type { SharedReduction } from "@caterva2/repository";
import { expect, test } from "vitest";
import { Reductions } from "./reductions.ts";

function work(stamp: string, bytes = 64): SharedReduction {
  return {
    kind: "reduce",
    caller: { kind: "anonymous" },
    path: "@public/lazy.b2nd",
    stamp,
    place: { node: 1, region: [], tile: 0 },
    parts: 2,
    stateBytes: bytes / 2,
    states: new Uint8Array(new SharedArrayBuffer(bytes)),
    done: new SharedArrayBuffer(8),
    turns: new SharedArrayBuffer(4),
  };
}

test("whoever needs the same gets the first one's, others theirs", () => {
  const reductions = new Reductions(2 ** 25);
  const first = work("a");
  expect(reductions.join(first)).toBeUndefined();
  expect(reductions.join(work("a"))).toBe(first);
  expect(reductions.join(work("b"))).toBeUndefined();
  expect(reductions.join({ ...work("a"), place: { node: 2, region: [], tile: 0 } })).toBeUndefined();
});

test("what was wanted least lately is forgotten: by number and by bytes", () => {
  const reductions = new Reductions(2 ** 25);
  const first = work("0");
  for (let k = 0; k < 64; k += 1) reductions.join(k === 0 ? first : work(String(k)));
  expect(reductions.join(work("0"))).toBe(first);
  reductions.join(work("64"));
  expect(reductions.join(work("1"))).toBeUndefined();
  expect(reductions.join(work("0"))).toBe(first);
  const large = [0, 1, 2].map((k) => work(`large ${k}`, 2 ** 24));
  for (const one of large) reductions.join(one);
  expect(reductions.join(work("large 0", 2 ** 24))).toBeUndefined();
  expect(reductions.join(work("0"))).toBeUndefined();
  const huge = work("huge", 2 ** 26);
  reductions.join(huge);
  expect([reductions.join(work("huge", 2 ** 26)), reductions.bytes]).toEqual([huge, 2 ** 26]);
  reductions.join(work("next"));
  expect(reductions.bytes).toBe(64);
});
