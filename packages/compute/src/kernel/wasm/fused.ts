import type { Code } from "./encode.ts";
import { get, lane, vector } from "./instructions.ts";
import { IMPORTS, ModuleBuilder } from "./module-builder.ts";

let known: boolean | undefined;

/**
 * Whether this machine multiplies and adds in one step, rounded once. The instruction is a relaxed one: old engines have
 * none, and engines on old processors round twice. Functions of kernels are made for either; what users write as `*` and `+`
 * is always rounded twice, as in NumPy. All threads of a server answer the same, as they have one processor.
 */
export function fusesMultiplyAdd(): boolean {
  known ??= tried("f64x2", 2 ** -30) && tried("f32x4", 2 ** -13);
  return known;
}

/** `(1 + small)^2 - 1 - 2 small` is `small^2`, which is lost where the product is rounded. */
function tried(shape: "f64x2" | "f32x4", small: number): boolean {
  const bytes = trial(shape);
  if (!WebAssembly.validate(bytes)) return false;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { [IMPORTS]: { memory } });
  const { run } = exports;
  if (typeof run !== "function") return false;
  return run(1 + small, -1 - 2 * small) === small ** 2;
}

/** `run(x, y)`: `x x + y`. */
function trial(shape: "f64x2" | "f32x4"): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder([]);
  const run = module.named("run", { params: ["f64", "f64"], results: ["f64"] }, (into) => {
    const splat = (scalar: Code): Code =>
      shape === "f64x2"
        ? vector("f64x2.splat", scalar)
        : vector("f32x4.demote_f64x2_zero", vector("f64x2.splat", scalar));
    const x = into.keep(splat(get(0)));
    const result = vector(`${shape}.relaxed_madd`, x, x, splat(get(1)));
    into.push(lane("f64", shape === "f64x2" ? result : vector("f64x2.promote_low_f32x4", result), 0));
  });
  module.export("run", run);
  return module.bytes();
}
