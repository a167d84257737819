import { isIP } from "node:net";
import { CatervaError } from "@caterva2/ndarray";
import type { ListenAddress, LogLevel, SignInOptions } from "@caterva2/server";
import type { CommandLine } from "./options.ts";
import { type Environment, signInSettings } from "./sign-in-settings.ts";
import { parseSize } from "./size.ts";

/** What the server is started with, and what is to be said about the configuration. */
export interface ServerSettings {
  readonly listen: ListenAddress;
  readonly stateDirectory: string;
  readonly logLevel: LogLevel;
  /** Undefined: nobody signs in. */
  readonly signIn: SignInOptions | undefined;
  readonly trustedProxies: readonly string[] | undefined;
  /** Networks beside the internet that files may be loaded from. */
  readonly remoteNetworks: readonly string[] | undefined;
  /** Bytes that all users' files may take together. */
  readonly quota: number | undefined;
  /** Bytes of memory in which the server keeps what was read and decoded. */
  readonly cacheBytes: number | undefined;
  /** Where complete arrays are published: a directory, or its `file:` URL. */
  readonly publishRoot: string | undefined;
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
const WITHOUT_EFFECT = ["peer_cache_quota", "demo", "peer"];

const KNOWN = [
  ...["listen", "statedir", "loglevel", "urlbase", "login", "register", "maxusers", "smtp", "trusted_proxies"],
  "quota",
  "cache",
  "publish_root",
  "remote_networks",
  ...WITHOUT_EFFECT,
];

/** A key of 128 bits has at least so many characters. */
const SHORT_SECRET = 16;

const DEFAULT_STATE_DIRECTORY = "_caterva2/state";

/** Puts options, configuration and defaults together. @throws usage.invalid */
export function settingsOf(
  options: CommandLine,
  table: Readonly<Record<string, unknown>>,
  environment: Environment,
): ServerSettings {
  const text = (name: "listen" | "loglevel", fallback: string) => options[name] ?? textOf(table, name) ?? fallback;
  const listen = parseListenAddress(text("listen", "localhost:8000"));
  const signIn = signInSettings(table, environment, urlbaseOf(table, listen));
  return {
    listen,
    stateDirectory: stateDirectoryOf(options, table),
    logLevel: parseLogLevel(text("loglevel", "warning")),
    signIn,
    trustedProxies: networksOf(table, "trusted_proxies"),
    remoteNetworks: networksOf(table, "remote_networks"),
    quota: sizeOf(table.quota, "quota"),
    cacheBytes: sizeOf(options.cache ?? table.cache, "cache"),
    publishRoot: textOf(table, "publish_root"),
    warnings: warningsAbout(table, signIn),
  };
}

/** @throws usage.invalid */
function sizeOf(value: unknown, name: string): number | undefined {
  return value === undefined ? undefined : parseSize(value, name);
}

/** What is served. @throws usage.invalid */
export function stateDirectoryOf(
  options: Pick<CommandLine, "statedir">,
  table: Readonly<Record<string, unknown>>,
): string {
  return options.statedir ?? textOf(table, "statedir") ?? DEFAULT_STATE_DIRECTORY;
}

function warningsAbout(table: Readonly<Record<string, unknown>>, signIn: SignInOptions | undefined): string[] {
  const names = Object.keys(table);
  const idle = names.filter((name) => WITHOUT_EFFECT.includes(name));
  const unknown = names.filter((name) => !KNOWN.includes(name));
  return [
    ...unknown.map((name) => `the configuration's key ${name} is not known`),
    ...idle.map((name) => `the configuration's key ${name} has no effect yet`),
    ...(signIn && signIn.secret.length < SHORT_SECRET
      ? ["CATERVA2_SECRET is short enough to be guessed; a good one comes from: openssl rand -base64 32"]
      : []),
  ];
}

/** Where people find the server: as configured, else where it listens. No slash at the end. @throws usage.invalid */
function urlbaseOf(table: Readonly<Record<string, unknown>>, listen: ListenAddress): string {
  const text = textOf(table, "urlbase");
  if (text === undefined) {
    if (listen.kind === "unix" || listen.port === 0) return "http://localhost:8000";
    const host = ["0.0.0.0", "::"].includes(listen.host) ? "localhost" : listen.host;
    return `http://${host.includes(":") ? `[${host}]` : host}:${listen.port}`;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.search || url.hash || url.username) {
    throw new CatervaError("usage.invalid", "The configuration's urlbase must be like https://example.org/arrays.");
  }
  return url.href.replace(/\/+$/, "");
}

/** @throws usage.invalid */
function networksOf(table: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const value = table[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && isNetwork(item))) return value;
  throw new CatervaError("usage.invalid", `The configuration's ${name} must be a list of addresses.`);
}

/** `10.0.0.1`, `10.0.0.0/8`, `::1`. */
function isNetwork(text: string): boolean {
  const [address = "", bits] = text.split("/");
  const width = isIP(address) === 4 ? 32 : 128;
  return isIP(address) !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width));
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
