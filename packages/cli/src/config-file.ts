import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { CatervaError } from "@caterva2/ndarray";
import { parse } from "smol-toml";

export const CONFIG_NAME = "caterva2-server.toml";

/** Places that are looked at, in this order, when no file is named. */
export function configPlaces(): string[] {
  return [resolve(CONFIG_NAME), join(homedir(), `.${CONFIG_NAME}`), join("/etc", CONFIG_NAME)];
}

/**
 * The table `[server]` of the configuration. A file that was named is taken as it is, and as empty if
 * it is missing; else the first of `places` that exists counts. @throws usage.invalid
 */
export function readServerTable(named: string | undefined, places = configPlaces()): Record<string, unknown> {
  for (const path of named === undefined ? places : [named]) {
    const text = readIfThere(path);
    if (text !== undefined) return serverTable(path, text);
  }
  return {};
}

/** What is to be said when a file was named that is not there: it counts as empty, as existing set-ups rely on. */
export function warningOfMissing(named: string | undefined): string | undefined {
  if (named === undefined || existsSync(named)) return undefined;
  return `there is no file ${named}: the configuration counts as empty`;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new CatervaError("usage.invalid", `Cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function serverTable(path: string, text: string): Record<string, unknown> {
  let table: unknown;
  try {
    table = parse(text).server;
  } catch (error) {
    throw new CatervaError("usage.invalid", `${path} is not TOML: ${error instanceof Error ? error.message : error}`);
  }
  if (table === undefined) return {};
  if (typeof table !== "object" || table === null || Array.isArray(table)) {
    throw new CatervaError("usage.invalid", `${path}: [server] must be a table.`);
  }
  return { ...table };
}
