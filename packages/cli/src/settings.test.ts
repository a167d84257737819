import { describe, expect, test } from "vitest";
import { parseCommandLine } from "./options.ts";
import { parseListenAddress, settingsOf } from "./settings.ts";

const LONG = "0123456789abcdef0123456789abcdef";

const invalid = expect.objectContaining({ code: "usage.invalid", exitStatus: 2 });

describe("the command line", () => {
  test.each([
    [["--statedir", "d", "--listen", "x:1"]],
    [["--listen=x:1", "--statedir=d"]],
    [["--listen", "x:1", "--statedir=d"]],
  ])("%j", (args) => {
    expect(parseCommandLine(args)).toMatchObject({ statedir: "d", listen: "x:1", conf: undefined });
  });

  test.each([[["--nope"]], [["positional"]], [["--listen"]]])("%j is refused", (args) => {
    expect(() => parseCommandLine(args)).toThrow(invalid);
  });
});

describe("the address to listen on", () => {
  test.each([
    ["localhost:8000", { kind: "tcp", host: "localhost", port: 8000 }],
    ["127.0.0.1:0", { kind: "tcp", host: "127.0.0.1", port: 0 }],
    ["[::1]:80", { kind: "tcp", host: "::1", port: 80 }],
    ["::1:80", { kind: "tcp", host: "::1", port: 80 }],
    [":8000", { kind: "tcp", host: "localhost", port: 8000 }],
    ["/run/cat2.sock", { kind: "unix", path: "/run/cat2.sock" }],
    ["cat2.sock", { kind: "unix", path: "cat2.sock" }],
    ["/run/a:1", { kind: "unix", path: "/run/a:1" }],
  ])("%s", (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });

  test.each(["", "localhost:65536", "localhost:99999999999"])("%j is none", (text) => {
    expect(() => parseListenAddress(text)).toThrow(invalid);
  });
});

describe("settings", () => {
  const none = parseCommandLine([]);

  test("have the defaults of existing servers", () => {
    expect(settingsOf(none, {}, {})).toEqual({
      listen: { kind: "tcp", host: "localhost", port: 8000 },
      stateDirectory: "_caterva2/state",
      logLevel: "warn",
      signIn: undefined,
      trustedProxies: undefined,
      quota: undefined,
      cacheBytes: undefined,
      publishRoot: undefined,
      warnings: [],
    });
  });

  test("an option beats the file, the file the default", () => {
    const table = { listen: "a:1", statedir: "of-file", loglevel: "ERROR" };
    const settings = settingsOf(parseCommandLine(["--statedir", "of-option"]), table, {});
    expect(settings).toMatchObject({ listen: { host: "a", port: 1 }, stateDirectory: "of-option", logLevel: "error" });
  });

  test("the memory for what is kept is a size, from either place", () => {
    expect(settingsOf(none, { cache: "1.5G" }, {}).cacheBytes).toBe(1.5 * 2 ** 30);
    expect(settingsOf(parseCommandLine(["--cache", "200M"]), { cache: "1G" }, {}).cacheBytes).toBe(200 * 2 ** 20);
    expect(() => settingsOf(parseCommandLine(["--cache", "much"]), {}, {})).toThrow(invalid);
  });

  test.each([[{ login: "yes" }], [{ register: 1 }], [{ listen: 8000 }], [{ loglevel: "loud" }]])(
    "%j does not start",
    (table) => {
      expect(() => settingsOf(none, table, {})).toThrow(invalid);
    },
  );

  test.each([
    [{}, "http://localhost:8000"],
    [{ listen: "0.0.0.0:9000" }, "http://localhost:9000"],
    [{ listen: "[::1]:9000" }, "http://[::1]:9000"],
    [{ listen: "cat2.sock" }, "http://localhost:8000"],
    [{ urlbase: "https://Example.org/arrays/" }, "https://example.org/arrays"],
    [{ urlbase: "http://h:80/" }, "http://h"],
  ])("%j: links begin with %s", (table, urlbase) => {
    expect(settingsOf(none, table, { CATERVA2_SECRET: LONG }).signIn?.urlbase).toBe(urlbase);
  });

  test.each(["localhost:8000", "ftp://x", "http://x/?a", "http://x/#a", "http://u@x/", "javascript:alert(1)", ""])(
    "urlbase %j does not start",
    (urlbase) => {
      expect(() => settingsOf(none, { urlbase }, {})).toThrow(invalid);
    },
  );

  test.each([
    ["trusted_proxies", "trustedProxies"],
    ["remote_networks", "remoteNetworks"],
  ] as const)("%s are addresses or networks", (key, setting) => {
    const networks = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"];
    expect(settingsOf(none, { [key]: networks }, {})[setting]).toEqual(networks);
    for (const wrong of ["127.0.0.1", ["localhost"], ["10.0.0.0/33"], [1], ["10.0.0.0/"], ["true"]]) {
      expect(() => settingsOf(none, { [key]: wrong }, {})).toThrow(invalid);
    }
  });

  test("what has no effect is said, not refused", () => {
    const table = { login: false, quota: "10GB", publish_root: "out", peer: [], colour: 1 };
    expect(settingsOf(none, table, {}).warnings).toEqual([
      "the configuration's key colour is not known",
      "the configuration's key peer has no effect yet",
    ]);
    expect(settingsOf(none, {}, { CATERVA2_SECRET: "short" }).warnings).toEqual([expect.stringContaining("guessed")]);
    expect(settingsOf(none, {}, { CATERVA2_SECRET: LONG }).warnings).toEqual([]);
  });
});
