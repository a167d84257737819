import { parseArgs } from "node:util";
import { CatervaError } from "@caterva2/ndarray";

/** What the command line of `cat2-admin` says. */
export type AdminCommand =
  | { readonly kind: "help" | "version" }
  | {
      readonly kind: "adduser";
      readonly conf: string | undefined;
      readonly statedir: string | undefined;
      readonly username: string;
      readonly password: string | undefined;
      readonly superuser: boolean;
    };

export const ADMIN_USAGE = `Usage: cat2-admin [--conf FILE] [--statedir DIRECTORY] adduser USERNAME [PASSWORD] [--superuser]

Works on the users of a state directory; the server may run or not, and needs no secret for it.

  adduser USERNAME [PASSWORD]  adds a user; USERNAME is an email address. Without a password one is made up
                               and printed; one given here can be seen by others on this machine
    --superuser, -S            who may administer users

  --conf FILE                  configuration of the server, TOML; places as for cat2-server
  --statedir DIRECTORY         of the server (_caterva2/state)
  --listen, --loglevel         taken as for cat2-server, without effect
  --help, --version
`;

/** @throws usage.invalid */
export function parseAdminCommand(args: readonly string[]): AdminCommand {
  const { values, positionals } = parsed(args);
  if (values.help) return { kind: "help" };
  if (values.version) return { kind: "version" };
  const [name, username, password, ...rest] = positionals;
  if (name === undefined) throw new CatervaError("usage.invalid", "Say what to do; see cat2-admin --help.");
  if (name !== "adduser")
    throw new CatervaError("usage.invalid", `There is no command ${name}; see cat2-admin --help.`);
  if (username === undefined || rest.length > 0) {
    throw new CatervaError("usage.invalid", "adduser takes a USERNAME and perhaps a PASSWORD.");
  }
  const { conf, statedir, superuser } = values;
  return { kind: "adduser", conf, statedir, username, password, superuser };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        conf: { type: "string" },
        statedir: { type: "string" },
        listen: { type: "string" },
        loglevel: { type: "string" },
        superuser: { type: "boolean", short: "S", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new CatervaError("usage.invalid", error instanceof Error ? error.message : String(error));
  }
}
