/** The program `cat2-admin`: works on the users of a state directory, beside a server or without one. */
import { join } from "node:path";
import { AuditLog, Directory, openSqliteStore, Passwords, type PersonalRoots } from "@caterva2/accounts";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { prepareStateDirectory, SERVER_VERSION } from "@caterva2/server";
import { ADMIN_USAGE, type AdminCommand, parseAdminCommand } from "./admin-options.ts";
import { readServerTable, warningOfMissing } from "./config-file.ts";
import { stateDirectoryOf } from "./settings.ts";
import { maxUsersOf } from "./sign-in-settings.ts";

/** This program adds users and removes nobody, so that no folder goes behind a running server's back. */
const NOTHING_TO_REMOVE: PersonalRoots = {
  remove: () => Promise.reject(new CatervaError("internal.unexpected", "cat2-admin removes no users.")),
};

async function main(args: readonly string[]): Promise<void> {
  const command = parseAdminCommand(args);
  switch (command.kind) {
    case "help":
      return void process.stdout.write(ADMIN_USAGE);
    case "version":
      return console.log(SERVER_VERSION);
    case "adduser":
      return addUser(command);
  }
}

async function addUser(command: Extract<AdminCommand, { kind: "adduser" }>): Promise<void> {
  const missing = warningOfMissing(command.conf);
  if (missing !== undefined) console.error(`cat2-admin: ${missing}`);
  const table = readServerTable(command.conf);
  const stateDirectory = stateDirectoryOf(command, table);
  await prepareStateDirectory(stateDirectory);
  const store = await openSqliteStore(join(stateDirectory, "db.sqlite"));
  const audit = new AuditLog({ store: store.audit, now: Date.now, onFault: fail });
  try {
    const passwords = new Passwords();
    const maxUsers = maxUsersOf(table);
    const directory = new Directory({
      store,
      passwords,
      audit,
      personalRoots: NOTHING_TO_REMOVE,
      maxUsers,
    });
    const wish = { email: command.username, password: command.password, superuser: command.superuser };
    const { user, password } = await directory.add(wish, { user: undefined, address: undefined });
    console.log(`User ${user.email} with id ${user.id} has been added.`);
    console.log(`User '${user.email}' added successfully.`);
    console.log(`Password: ${password}`);
  } finally {
    await audit.close();
    await store.close();
  }
}

function fail(error: unknown): void {
  console.error(`cat2-admin: ${error instanceof Error ? error.message : String(error)}`);
  if (!isCatervaError(error) && error instanceof Error) console.error(error.stack);
  process.exitCode = isCatervaError(error) ? error.exitStatus : 1;
}

main(process.argv.slice(2)).catch(fail);
