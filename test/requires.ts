import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { ensurePython } from "../interop/setup.mjs";

/** The Python of interop/.venv. A machine that cannot have one skips the test; with CI=true that is a failure. */
export function requiresPython(context: TestContext): string {
  const { python, reason } = ensurePython();
  return python ?? missing(context, `needs Python: ${reason}`);
}

/** A file or folder of the shared material beside the repository. */
export function requiresShared(context: TestContext, name: string): string {
  const path = fileURLToPath(new URL(`../../shared/${name}`, import.meta.url));
  return existsSync(path) ? path : context.skip(`needs ../shared/${name}`);
}

function missing(context: TestContext, reason: string): never {
  if (process.env.CI === "true") throw new Error(reason);
  return context.skip(reason);
}
