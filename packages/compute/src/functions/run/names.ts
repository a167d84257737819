import { namedDType } from "../../bind/dtype-argument.ts";
import { refuse } from "../../language/refuse.ts";
import { shownName } from "../parse/refusal.ts";
import { isBuiltin } from "./builtins.ts";
import { isLibraryName } from "./library.ts";
import { isLibraryRunName } from "./library-calls.ts";
import { constantNamed, isMathName } from "./math.ts";
import { findName } from "./scope.ts";
import type { FunctionValue, ModuleName, Names } from "./values.ts";

/** blosc2's functions are NumPy's, as far as functions of pieces go. */
const MODULES: Readonly<Record<string, ModuleName>> = { np: "np", numpy: "np", blosc2: "np", math: "math" };

/** What a name means: of the function, of what is around it, of Python. @throws Refusal */
export function valueOfName(scope: Names, name: string): FunctionValue {
  const own = findName(scope, name);
  if (own !== undefined) return own;
  if (isBuiltin(name)) return { kind: "builtin", name };
  const module = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  if (module !== undefined) return { kind: "module", name: module };
  const hint = isLibraryName(name) ? `: write np.${name}` : "";
  return refuse(`the name ${shownName(name)} is not known here${hint}`);
}

/** `np.name` or `math.name`. @throws Refusal */
export function valueInModule(module: ModuleName, name: string): FunctionValue {
  const constant = constantNamed(name);
  if (constant !== undefined) return constant;
  if (module === "math") {
    return isMathName(name)
      ? { kind: "library", module, name }
      : refuse(`math.${shownName(name)} is not in the language`);
  }
  if (isLibraryName(name) || isLibraryRunName(name)) return { kind: "library", module, name };
  const dtype = namedDType(name);
  if (dtype !== undefined) return { kind: "dtype", dtype };
  return refuse(`np.${shownName(name)} is not in the language`);
}
