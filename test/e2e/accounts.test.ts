import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { end, PROGRAM, runProcess, type ServerProcess, startProcess } from "../../packages/cli/test/server-process.ts";
import { createClient } from "../../packages/client/src/index.ts";
import { requiresPython } from "../requires.ts";

const SCRIPT = fileURLToPath(new URL("../../interop/check_accounts.py", import.meta.url));
const ADMIN = fileURLToPath(new URL("../../bin/cat2-admin", import.meta.url));
const SECRET = "a secret of this test alone";
const ARGS = ["--listen", "127.0.0.1:0", "--statedir", "state", "--conf", "none.toml", "--loglevel", "warning"];

let directory: string;
let server: ServerProcess;
const start = () => startProcess(ARGS, directory, PROGRAM, { CATERVA2_SECRET: SECRET });
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-accounts-"));
  server = await start();
});
afterAll(async () => {
  await end(server);
  await rm(directory, { recursive: true });
});

describe("signing in at the real server", () => {
  const admin = (...args: string[]) => runProcess(["--statedir=state", "--conf=none.toml", ...args], directory, ADMIN);

  test("cat2-admin adds a user, whom our client signs in, out, and by token", async () => {
    const { status, output } = await admin("adduser", "ann@example.org", "-S");
    const password = /^Password: (\S+)$/m.exec(output)?.[1] ?? "";
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(
        /^User ann@example\.org with id [0-9a-f-]{36} has been added\.\nUser 'ann@example\.org' added/,
      ),
    ]);
    const again = await admin("adduser", "ANN@example.org", "other horse");
    expect([again.status, again.output]).toEqual([2, ""]);

    const client = createClient({ baseUrl: server.address });
    expect(await client.account.session()).toEqual({ login: true, register: false, user: undefined });
    expect(await client.account.me()).toBeUndefined();
    await expect(client.account.signIn("ann@example.org", "wrong horse")).rejects.toMatchObject({
      code: "account.bad_credentials",
    });
    await client.account.signIn("ann@example.org", password);
    expect(await client.account.me()).toMatchObject({ email: "ann@example.org", superuser: true });

    const { token, text } = await client.account.createToken({ name: "job", scope: "read", roots: ["public"] });
    const byToken = createClient({ baseUrl: server.address, token: text });
    expect(await byToken.account.me()).toMatchObject({ superuser: true, access: { public: "read", personal: "none" } });
    expect(await client.account.tokens()).toMatchObject([{ id: token.id, name: "job", roots: ["public"] }]);

    // Sessions and tokens are of the state directory: they outlive the process.
    await end(server, "SIGKILL");
    server = await start();
    const later = createClient({ baseUrl: server.address, token: text });
    expect(await later.account.me()).toBeDefined();
    await createClient({ baseUrl: server.address }).account.forgotPassword("ann@example.org");
    await expect.poll(() => server.errors()).toMatch(/http:\/\/localhost:8000\/auth\/reset-password#token=/);
    const secret = /#token=([\w-]+)/.exec(server.errors())?.[1] ?? "";
    await createClient({ baseUrl: server.address }).account.resetPassword(secret, "correct horse");
    await expect(later.account.me()).resolves.toBeUndefined();
  });

  test("the database is in the state directory, and no password in the log", async () => {
    expect(await readdir(join(directory, "state"))).toContain("db.sqlite");
    expect(server.errors()).not.toContain("correct horse");
    expect(server.errors()).not.toContain(SECRET);
  });
});

test("one db.sqlite serves this server and the Python server, in both directions, at the same time", async (context) => {
  const python = requiresPython(context);
  const args = [SCRIPT, join(directory, "state"), server.address, SECRET];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 1 << 24, cwd: directory });
  // What Python itself says while it adds users stands before.
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual({
    "python user at ours": true,
    "python user, wrong password": 400,
    "added at ours": "User added: username='ts@example.org' password='correct horse' superuser=False",
    "session at ours": 200,
    failures: [],
    // ann, root, ts, and five of each side
    users: 13,
    "our user at python": true,
    "users at python": 13,
    "user of the python server at ours": true,
    "deleted at python": 400,
    "session after that": 401,
    "deleted at ours": 400,
  });
}, 120_000);
