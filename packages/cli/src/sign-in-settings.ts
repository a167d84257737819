import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { CatervaError } from "@caterva2/ndarray";
import type { SignInOptions, SmtpOptions } from "@caterva2/server";

type Table = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that a file `.env` in the working directory may hold instead; what is set anyway beats it. */
const FROM_FILE = ["CATERVA2_SECRET", "CATERVA2_SMTP_PASSWORD"] as const;

/** The environment with what `.env` adds to it. @throws usage.invalid if the file cannot be read */
export function withEnvFile(environment: Environment, path = ".env"): Environment {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return environment;
    throw invalid(`Cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
  const file = parseEnv(text);
  return { ...environment, ...Object.fromEntries(FROM_FILE.map((name) => [name, environment[name] ?? file[name]])) };
}

/**
 * Sign-in as the configuration and the environment want it; undefined: nobody signs in. `login = false` turns
 * it off whatever else is said; otherwise a secret turns it on, and `login` or `register = true` asks for it.
 * @throws usage.invalid where it is asked for and cannot be
 */
export function signInSettings(table: Table, environment: Environment, urlbase: string): SignInOptions | undefined {
  const login = flagOf(table, "login");
  const register = flagOf(table, "register") ?? false;
  const maxUsers = maxUsersOf(table);
  const smtp = smtpOf(table, environment);
  const secret = environment.CATERVA2_SECRET ?? "";
  if (login === false && register) throw invalid("The configuration has register = true, which needs login = true.");
  if (login === false || (secret === "" && login === undefined && !register)) return undefined;
  if (secret === "") {
    // Whoever asks for protection must not get an open server instead.
    throw invalid(
      "Signing in needs a secret: set CATERVA2_SECRET, in the environment or in .env, to a long random text.",
    );
  }
  return { secret, register, urlbase, maxUsers, smtp };
}

/** Users at most; none and 0 mean any number. @throws usage.invalid */
export function maxUsersOf(table: Table): number | undefined {
  const value = table.maxusers;
  if (value === undefined || value === 0) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw invalid("The configuration's maxusers must be a whole number.");
}

function flagOf(table: Table, name: "login" | "register"): boolean | undefined {
  const value = table[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw invalid(`The configuration's ${name} must be true or false.`);
}

const SECURITY = ["starttls", "tls", "none"] as const;
const DEFAULT_PORT = { starttls: 587, tls: 465, none: 25 } as const;
const SMTP_KEYS = ["host", "port", "security", "username", "password", "from"];

/** The table `[server.smtp]`. The password may be `CATERVA2_SMTP_PASSWORD` of the environment instead. */
function smtpOf(table: Table, environment: Environment): SmtpOptions | undefined {
  const smtp = table.smtp;
  if (smtp === undefined) return undefined;
  if (typeof smtp !== "object" || smtp === null || Array.isArray(smtp)) throw invalid("[server.smtp] must be a table.");
  const values = new Map(Object.entries(smtp));
  const unknown = [...values.keys()].find((key) => !SMTP_KEYS.includes(key));
  if (unknown !== undefined) throw invalid(`[server.smtp] has no key ${unknown}.`);
  const text = (name: string) => {
    const value: unknown = values.get(name);
    if (value === undefined || typeof value === "string") return value;
    throw invalid(`The ${name} of [server.smtp] must be a text.`);
  };
  const [host, from] = [text("host"), text("from")];
  if (!host || !from) throw invalid("[server.smtp] needs a host, and the address that mail is from.");
  const named = text("security") ?? "starttls";
  const security = SECURITY.find((name) => name === named);
  if (security === undefined) throw invalid(`The security of [server.smtp] is one of ${SECURITY.join(", ")}.`);
  const port: unknown = values.get("port") ?? DEFAULT_PORT[security];
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw invalid("The port of [server.smtp] must be one.");
  }
  const password = text("password") ?? environment.CATERVA2_SMTP_PASSWORD;
  return { host, port, security, username: text("username"), password, from };
}

function invalid(message: string): CatervaError {
  return new CatervaError("usage.invalid", message);
}
