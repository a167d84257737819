/** The program `cat2-server`: reads options and configuration, serves until it is told to stop. */
import { isCatervaError } from "@caterva2/ndarray";
import { type RunningServer, SERVER_VERSION, startServer } from "@caterva2/server";
import { readServerTable, warningOfMissing } from "./config-file.ts";
import { parseCommandLine, USAGE } from "./options.ts";
import { settingsOf } from "./settings.ts";
import { withEnvFile } from "./sign-in-settings.ts";

const OPEN = "Nobody signs in here: everybody reads the public root, nobody writes. CATERVA2_SECRET turns sign-in on.";

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args);
  if (options.help) return void process.stdout.write(USAGE);
  if (options.version) return console.log(SERVER_VERSION);
  const settings = settingsOf(options, readServerTable(options.conf), withEnvFile(process.env));
  const missing = warningOfMissing(options.conf);
  for (const warning of [...(missing === undefined ? [] : [missing]), ...settings.warnings])
    console.error(`cat2-server: ${warning}`);
  const started = startServer(settings);
  stopOnSignals(started);
  const server = await started;
  console.log(`Listening on ${server.address}`);
  if (settings.signIn === undefined) console.log(OPEN);
}

/** The first signal stops the server, also one that comes while it starts; later ones change nothing. */
function stopOnSignals(started: Promise<RunningServer>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      started.then((server) => server.close()).then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): void {
  console.error(`cat2-server: ${error instanceof Error ? error.message : String(error)}`);
  if (!isCatervaError(error) && error instanceof Error) console.error(error.stack);
  process.exit(isCatervaError(error) ? error.exitStatus : 1);
}

main(process.argv.slice(2)).catch(fail);
