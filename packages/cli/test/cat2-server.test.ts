import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { end, PROGRAM, runProcess, type ServerProcess, startProcess } from "./server-process.ts";

let directory: string;
let server: ServerProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-server-"));
  await mkdir(join(directory, "state", "public"), { recursive: true });
  await writeFile(join(directory, "state", "public", "README.md"), "# Hello\n");
  server = await startProcess(["--listen", "127.0.0.1:0", "--statedir=state", "--conf", "/dev/null"], directory);
});
afterAll(async () => {
  await end(server);
  await rm(directory, { recursive: true });
});

describe("cat2-server", () => {
  test("prints the address with the real port, and serves", async () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(await (await fetch(`${server.address}/api/roots`)).json()).toEqual({ "@public": { name: "@public" } });
    expect(await (await fetch(`${server.address}/api/list/@public`)).json()).toEqual(["README.md"]);
    expect(await (await fetch(`${server.address}/api/download/@public/README.md`)).text()).toBe("# Hello\n");
  });

  test("localhost is 127.0.0.1 too", async () => {
    const other = await startProcess(["--listen", "localhost:0", "--statedir", "state"], directory);
    const { hostname, port } = new URL(other.address);
    expect(hostname).toBe("localhost");
    expect((await fetch(`http://127.0.0.1:${port}/api/roots`)).status).toBe(200);
    await end(other);
  });

  test("makes the state directory whole and leaves nothing unfinished", async () => {
    const names = (await readdir(join(directory, "state"))).sort();
    expect(names).toEqual(["db.json", "media", "peer_id", "personal", "public", "shared"]);
    expect(await readFile(join(directory, "state", "db.json"), "utf8")).toBe("{}");
    expect(await readFile(join(directory, "state", "peer_id"), "utf8")).toMatch(/^[0-9a-f]{32}$/);
  });

  test("takes no file of the state directory for one of a root", async () => {
    for (const path of ["@public/%2e%2e/peer_id", "@public/..%2fpeer_id", "@shared/x", "peer_id", "@personal/x"]) {
      const answer = await fetch(`${server.address}/api/download/${path}`);
      expect([400, 401, 404]).toContain(answer.status);
    }
  });

  test("a file that appears, changes or goes is seen at once", async () => {
    const path = join(directory, "state", "public", "new.txt");
    const url = `${server.address}/api/download/@public/new.txt`;
    expect((await fetch(url)).status).toBe(404);
    await writeFile(path, "one");
    expect(await (await fetch(url)).text()).toBe("one");
    await writeFile(path, "two");
    expect(await (await fetch(url)).text()).toBe("two");
    await rm(path);
    expect((await fetch(url)).status).toBe(404);
  });

  test("a second one on the same address says so and ends", async () => {
    const address = server.address.slice("http://".length);
    const { status, errors } = await runProcess(["--listen", address, "--statedir", "other"], directory);
    expect(status).toBe(7);
    expect(errors).toBe(`cat2-server: Cannot listen on ${address}: the address is in use.\n`);
  });

  test("works through a symbolic link from anywhere, on a unix socket, and keeps what a state directory has", async () => {
    const link = join(directory, "link-to-server");
    await symlink(PROGRAM, link);
    const before = await readFile(join(directory, "state", "peer_id"), "utf8");
    const socketPath = join(directory, "cat2.sock");
    const other = await startProcess(["--listen", "cat2.sock", "--statedir", "state"], directory, link);
    expect(other.address).toBe("unix:cat2.sock");
    const status = await new Promise((resolve, reject) => {
      request({ socketPath, path: "/api/roots" }, (answer) => resolve(answer.statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
    expect(await readFile(join(directory, "state", "peer_id"), "utf8")).toBe(before);
    await end(other, "SIGKILL");
    expect(existsSync(socketPath)).toBe(true);
    const again = await startProcess(["--listen", "cat2.sock", "--statedir", "state"], directory);
    expect(await end(again)).toBe(0);
  });
});

describe("stopping", () => {
  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s ends it with 0, idle connections open or not",
    async (signal) => {
      const other = await startProcess(["--listen=127.0.0.1:0", "--statedir=state"], directory);
      const { hostname, port } = new URL(other.address);
      const idle = connect(Number(port), hostname);
      const closed = new Promise((resolve) => idle.on("close", resolve));
      await fetch(`${other.address}/api/roots`);
      expect(await end(other, signal)).toBe(0);
      await closed;
      expect(other.errors()).toBe("");
    },
  );

  test("a client that takes nothing of its answer does not hold it up", async () => {
    const path = join(directory, "state", "public", "large.h5");
    await writeFile(path, "");
    await truncate(path, 64 * 1024 * 1024);
    const other = await startProcess(["--listen=127.0.0.1:0", "--statedir=state"], directory);
    const { hostname, port } = new URL(other.address);
    const slow = connect(Number(port), hostname);
    slow.write("GET /api/download/@public/large.h5 HTTP/1.1\r\nHost: x\r\n\r\n");
    slow.on("error", () => undefined);
    await once(slow, "readable");
    expect(await end(other)).toBe(0);
    slow.destroy();
    await rm(path);
  });

  test("a second signal changes nothing", async () => {
    const other = await startProcess(["--listen=127.0.0.1:0", "--statedir=state"], directory);
    other.process.kill("SIGTERM");
    expect(await end(other, "SIGHUP")).toBe(0);
  });
});

describe("command line and configuration", () => {
  test("--help and --version", async () => {
    expect(await runProcess(["--help"], directory)).toMatchObject({
      status: 0,
      output: expect.stringContaining("--statedir"),
    });
    expect(await runProcess(["--version"], directory)).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  // Nothing can be made in /proc, and Node never tires of trying.
  const unmade = existsSync("/proc/self") ? ["--statedir=/proc/caterva2/state"] : ["--statedir=/dev/null/state"];
  test.each([[["--nope"]], [["--listen", "localhost:99999"]], [unmade]])("%j: 2", async (args) => {
    const { status, errors } = await runProcess(args, directory);
    expect(status).toBe(2);
    expect(errors).toMatch(/^cat2-server: .+\n$/);
  });

  test("does not serve openly when sign-in is asked for", async () => {
    await writeFile(join(directory, "login.toml"), "[server]\nlogin = true\n");
    const { status, errors } = await runProcess(["--conf=login.toml", "--statedir=unused"], directory);
    expect(status).toBe(2);
    expect(errors).toContain("CATERVA2_SECRET");
    expect(existsSync(join(directory, "unused"))).toBe(false);
  });

  test("reads the configuration of its working directory", async () => {
    const place = join(directory, "configured");
    await mkdir(place);
    await writeFile(
      join(place, "caterva2-server.toml"),
      '[server]\nlisten = "127.0.0.1:0"\nstatedir = "s"\ncolour = 1\n',
    );
    const other = await startProcess([], place);
    expect(await end(other)).toBe(0);
    expect(other.errors()).toBe("cat2-server: the configuration's key colour is not known\n");
    expect(await readdir(join(place, "s"))).toContain("public");
  });
});
