import { parseArgs } from "node:util";
import { CatervaError } from "@caterva2/ndarray";

/** What the command line of `cat2-server` says. */
export interface CommandLine {
  readonly conf: string | undefined;
  readonly listen: string | undefined;
  readonly loglevel: string | undefined;
  readonly statedir: string | undefined;
  readonly cache: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

export const USAGE = `Usage: cat2-server [--conf FILE] [--listen ADDRESS] [--loglevel LEVEL] [--statedir DIRECTORY]
                   [--cache SIZE]

Serves the arrays of a state directory over HTTP.

  --conf FILE          configuration, TOML; else ./caterva2-server.toml, ~/.caterva2-server.toml
                       or /etc/caterva2-server.toml, the first that exists
  --listen ADDRESS     HOST:PORT, [V6]:PORT, or the path of a unix socket (localhost:8000);
                       port 0 takes any free one
  --loglevel LEVEL     debug, info, warning, error or critical (warning)
  --statedir DIRECTORY what is served; made if missing (_caterva2/state)
  --cache SIZE         memory in which it keeps what was read and decoded, like 500M or 2G (128M and as much for
                       each thread, or an eighth of the machine's if that is less); it takes some 200M beside it
  --help, --version

An option beats the configuration, which beats the default.
`;

/** Reads `--name value` and `--name=value`. @throws usage.invalid */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        conf: { type: "string" },
        listen: { type: "string" },
        loglevel: { type: "string" },
        statedir: { type: "string" },
        cache: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", default: false },
      },
    });
    const { conf, listen, loglevel, statedir, cache, help, version } = values;
    return { conf, listen, loglevel, statedir, cache, help, version };
  } catch (error) {
    throw new CatervaError("usage.invalid", error instanceof Error ? error.message : String(error));
  }
}
