import { isCatervaError } from "@caterva2/ndarray";
import { Mutator } from "./mutate.ts";
import { FUZZ_TARGETS, type FuzzTarget } from "./targets.ts";

/** An input that a decoder handled as none may. */
export interface Find {
  readonly target: string;
  readonly input: Uint8Array;
  readonly reason: string;
}

export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that decoded in spite of their changes. */
  readonly decoded: number;
  readonly finds: readonly Find[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Mutants in all; `deadline` may end the run before. */
  readonly inputs: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** Longest time that one small input may take, in milliseconds: an endless loop, not a slow machine, is looked for. */
const SLOW = 5000;
/** Mutants of a seed in a row. */
const BATCH = 16;

/** Feeds mutants to every decoder in turn, and what decodes a second time, when other inputs came between. */
export async function fuzz({ seed, inputs, deadline }: FuzzOptions): Promise<FuzzReport> {
  const targets = (await Promise.all(FUZZ_TARGETS.map((make) => make()))).flat();
  const mutator = new Mutator(seed);
  const finds: Find[] = [];
  let count = 0;
  let accepted = 0;
  while (count < inputs && Date.now() < deadline) {
    for (const target of targets) {
      const original = mutator.pick(target.seeds) ?? new Uint8Array();
      const first = await outcome(target, original);
      const tried = [{ input: original, result: first }];
      for (let turn = 0; turn < BATCH; turn += 1) {
        const input = mutator.mutate(original, mutator.pick(target.seeds) ?? original);
        const result = await outcome(target, input);
        tried.push({ input, result });
        count += 1;
        if (result instanceof Uint8Array) accepted += 1;
      }
      // Once more, after others: nothing of one request may show in another.
      for (const { input, result } of tried) {
        if (typeof result === "string") finds.push({ target: target.name, input, reason: result });
        if (result === undefined) continue;
        if (sameOutcome(result, await outcome(target, input))) continue;
        finds.push({ target: target.name, input, reason: "decodes otherwise after other inputs" });
      }
    }
  }
  return { inputs: count, decoded: accepted, finds };
}

/** What is wrong with how a decoder handles an input, tried twice; undefined when nothing is. */
export async function findReason(target: FuzzTarget, input: Uint8Array): Promise<string | undefined> {
  const first = await outcome(target, input);
  if (typeof first === "string") return first;
  return sameOutcome(first, await outcome(target, input)) ? undefined : "decodes otherwise the second time";
}

/** What a decoder answers: bytes, undefined for a refusal, or what is wrong with it. */
async function outcome(target: FuzzTarget, input: Uint8Array): Promise<Uint8Array | undefined | string> {
  const start = Date.now();
  const result = await attempt(target, input);
  const took = Date.now() - start;
  return took > SLOW ? `took ${took} ms` : result;
}

async function attempt(target: FuzzTarget, input: Uint8Array): Promise<Uint8Array | undefined | string> {
  try {
    return await target.decode(input.slice());
  } catch (error) {
    if (!isCatervaError(error)) return String(error);
    return error.code === "internal.unexpected" ? error.message : undefined;
  }
}

function sameOutcome(a: Uint8Array | undefined | string, b: Uint8Array | undefined | string): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
