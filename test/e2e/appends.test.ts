import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requiresPython } from "../requires.ts";
import { type SignedInServer, serveSignedIn, USER } from "../signed-in.ts";

const SCRIPT = fileURLToPath(new URL("../../interop/check_appends.py", import.meta.url));

let server: SignedInServer;
beforeAll(async () => {
  server = await serveSignedIn();
});
afterAll(() => server?.stop());

test("arrays of python-blosc2 of every shape, dtype and cut grow, and python-blosc2 reads them", async (context) => {
  const python = requiresPython(context);
  const args = [SCRIPT, server.url, USER.email, USER.password, server.folder];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 1 << 24 });
  expect(JSON.parse(stdout)).toEqual({ appends: 3 * 46, mismatches: [] });
}, 120_000);
