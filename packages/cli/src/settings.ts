import { CatervaError } from "@caterva2/ndarray";
import type { ListenAddress, LogLevel } from "@caterva2/server";
import type { CommandLine } from "./options.ts";

/** What the server is started with, and what is to be said about the configuration. */
export interface ServerSettings {
  readonly listen: ListenAddress;
  readonly stateDirectory: string;
  readonly logLevel: LogLevel;
  readonly warnings: readonly string[];
}

/** Python's names of levels, as existing configurations spell them. */
const LOG_LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: "debug",
  info: "info",
  warning: "warn",
  error: "error",
  critical: "fatal",
};

/** Keys of `[server]` that mean something to features this server does not have: harmless, but not silently so. */
const WITHOUT_EFFECT = ["urlbase", "quota", "maxusers", "publish_root", "peer_cache_quota", "demo", "peer"];

const KNOWN = ["listen", "statedir", "loglevel", "login", "register", ...WITHOUT_EFFECT];

/** Puts options, configuration and defaults together. @throws usage.invalid */
export function settingsOf(
  options: CommandLine,
  table: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): ServerSettings {
  refuseUnmetProtection(table);
  const text = (name: "listen" | "statedir" | "loglevel", fallback: string) =>
    options[name] ?? textOf(table, name) ?? fallback;
  return {
    listen: parseListenAddress(text("listen", "localhost:8000")),
    stateDirectory: text("statedir", "_caterva2/state"),
    logLevel: parseLogLevel(text("loglevel", "warning")),
    warnings: warningsAbout(table, environment),
  };
}

/** Whoever asks for sign-in must not get an open server instead. */
function refuseUnmetProtection(table: Readonly<Record<string, unknown>>): void {
  for (const name of ["login", "register"]) {
    const value = table[name];
    if (value !== undefined && typeof value !== "boolean") {
      throw new CatervaError("usage.invalid", `The configuration's ${name} must be true or false.`);
    }
    if (value === true) {
      const advice = `Remove ${name} = true to serve the public root to everybody, without any writing.`;
      throw new CatervaError(
        "usage.invalid",
        `This server has no sign-in yet, and the configuration asks for it. ${advice}`,
      );
    }
  }
}

function warningsAbout(
  table: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const names = Object.keys(table);
  const idle = names.filter((name) => WITHOUT_EFFECT.includes(name));
  const unknown = names.filter((name) => !KNOWN.includes(name));
  return [
    ...unknown.map((name) => `the configuration's key ${name} is not known`),
    ...idle.map((name) => `the configuration's key ${name} has no effect yet`),
    ...(environment.CATERVA2_SECRET && table.login !== false
      ? ["CATERVA2_SECRET is set, but there is no sign-in yet: everybody reads the public root, nobody writes"]
      : []),
  ];
}

function textOf(table: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = table[name];
  if (value === undefined || typeof value === "string") return value;
  throw new CatervaError("usage.invalid", `The configuration's ${name} must be a text.`);
}

function parseLogLevel(text: string): LogLevel {
  const level = Object.hasOwn(LOG_LEVELS, text.toLowerCase()) ? LOG_LEVELS[text.toLowerCase()] : undefined;
  if (level === undefined) {
    throw new CatervaError("usage.invalid", `The log level is one of ${Object.keys(LOG_LEVELS).join(", ")}.`);
  }
  return level;
}

/** `HOST:PORT` (last colon), `[V6]:PORT`; anything else is the path of a unix socket. @throws usage.invalid */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^/]*)):(\d+)$/.exec(text);
  if (match === null) {
    if (text === "") throw new CatervaError("usage.invalid", "The address to listen on is empty.");
    return { kind: "unix", path: text };
  }
  const port = Number(match[3]);
  if (port > 65_535) throw new CatervaError("usage.invalid", `There is no port ${match[3]}.`);
  return { kind: "tcp", host: match[1] ?? (match[2] || "localhost"), port };
}
