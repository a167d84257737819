import { expect, test } from "vitest";
import { compileKernel } from "../compile.ts";
import type { KernelProgram } from "../program.ts";
import { computeMemory } from "./compute-memory.ts";
import { addressOf } from "./memory.ts";
import { ROOM_BYTES, takeRoom } from "./room.ts";

test("allocations lie apart, places are used again, and where there is no room they lie outside", () => {
  const first = computeMemory.allocate(100);
  const second = computeMemory.allocate(0);
  const third = computeMemory.allocate(65);
  expect([first, second, third].map((bytes) => bytes.length)).toEqual([100, 0, 65]);
  expect(second.byteOffset - first.byteOffset).toBe(128);
  expect(third.byteOffset - second.byteOffset).toBe(64);
  computeMemory.free(second);
  computeMemory.free(first);
  // Given back twice, or only a part of it: nothing happens.
  computeMemory.free(first);
  computeMemory.free(third.subarray(1));
  expect(computeMemory.allocate(192).byteOffset).toBe(first.byteOffset);
  const large = computeMemory.allocate(2 ** 30);
  expect([large.length, addressOf(large)]).toEqual([2 ** 30, undefined]);
  computeMemory.free(large);
});

test("all memory comes back as one piece, in whatever order", () => {
  const parts = Array.from({ length: 9 }, () => computeMemory.allocate(2 ** 20));
  for (const k of [4, 0, 8, 2, 6, 3, 1, 7, 5]) computeMemory.free(parts[k] ?? new Uint8Array(0));
  const start = Math.min(...parts.map((part) => part.byteOffset));
  const whole = computeMemory.allocate(9 * 2 ** 20);
  expect(whole.byteOffset).toBe(start);
  computeMemory.free(whole);
});

test("computations that wait for each other have rooms of their own, some at a time", () => {
  const rooms = Array.from({ length: 4 }, takeRoom);
  expect(takeRoom()).toBeUndefined();
  const places = rooms.map((room) => room?.place(ROOM_BYTES)?.byteOffset);
  expect(new Set(places).size).toBe(4);
  expect(places).not.toContain(undefined);
  for (const room of rooms) room?.giveBack();
  expect(takeRoom()?.place(1)?.byteOffset).toBe(Math.min(...places.map(Number)));
});

test("operands and results in the memory of kernels are computed where they lie, with and without a rest", () => {
  const program: KernelProgram = {
    inputs: [
      { type: "f8", form: "array" },
      { type: "f8", form: "scalar" },
    ],
    nodes: [
      { kind: "input", input: 0 },
      { kind: "input", input: 1 },
      { kind: "apply", op: "add", type: "f8", args: [0, 1] },
    ],
    outputs: [2],
  };
  const kernel = compileKernel(program);
  for (const count of [1, 31, 32, 4096, 70_001]) {
    const [operand, result] = [computeMemory.allocate(count * 8), computeMemory.allocate(count * 8)];
    const [items, results] = [operand, result].map(
      (bytes) => new Float64Array(bytes.buffer, bytes.byteOffset, count),
    ) as [Float64Array, Float64Array];
    items.forEach((_, k) => {
      items[k] = k;
    });
    const after = computeMemory.allocate(64).fill(7);
    kernel.run([operand, new Uint8Array(Float64Array.of(0.5).buffer)], [result], count);
    expect(results.every((value, k) => value === k + 0.5)).toBe(true);
    expect(after.every((byte) => byte === 7)).toBe(true);
    for (const bytes of [operand, result, after]) computeMemory.free(bytes);
  }
});
