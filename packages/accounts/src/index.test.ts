import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door: what other packages may rely on", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "AuditLog",
      "Directory",
      "Passwords",
      "SESSION_MS",
      "TOKEN_PREFIX",
      "accessOf",
      "createAccounts",
      "mayAdminister",
      "memoryStore",
      "openSqliteStore",
    ]
  `);
});
