import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { addressGuard } from "./addresses.ts";
import { fetchRemote } from "./fetch-remote.ts";

describe("addresses", () => {
  it.each([
    ...[
      "127.0.0.1",
      "127.8.8.8",
      "10.1.2.3",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "169.254.169.254",
      "0.0.0.0",
    ],
    ...["100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1"],
    ...["fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1"],
    ...["localhost", "", "1", "0x7f.1", "127.1"],
  ])("%s is not asked", (address) => {
    expect(addressGuard([])(address)).toBe(false);
  });

  it.each(["8.8.8.8", "172.32.0.1", "192.167.1.1", "2606:4700::1111", "2a00:1450::1"])("%s is", (address) => {
    expect(addressGuard([])(address)).toBe(true);
  });

  it("networks may be allowed", () => {
    const permits = addressGuard(["10.0.0.0/8", "fd00::/8", "127.0.0.1"]);
    expect(["10.9.9.9", "fd00::5", "127.0.0.1", "127.0.0.2", "192.168.0.1"].map(permits)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("files of the web", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  const allowed = { permits: addressGuard(["127.0.0.1"]), maxBytes: 1000, deadlineMs: 2000 };
  async function content(url: string, options = allowed): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const piece of await fetchRemote(url, options)) parts.push(piece);
    return Buffer.concat(parts).toString();
  }
  const refused = expect.objectContaining({ code: "remote.refused" });

  it("are read, redirects followed", async () => {
    const host = await serve((request, response) => {
      if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
      else response.end("content");
    });
    expect(await content(`http://${host}/a`)).toBe("content");
  });

  it("are not asked of addresses of one's own, by number, name or redirect", async () => {
    let asked = 0;
    const host = await serve((_request, response) => {
      asked += 1;
      response.end("secret");
    });
    const port = host.split(":")[1];
    const strict = { ...allowed, permits: addressGuard([]) };
    for (const name of ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "0"]) {
      await expect(content(`http://${name}:${port}/`, strict)).rejects.toThrow(refused);
    }
    expect(asked).toBe(0);
    const redirecting = await serve((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.2:${port}/` }).end();
    });
    await expect(content(`http://${redirecting}/`)).rejects.toThrow(refused);
    expect(asked).toBe(0);
  });

  it.each([
    ["ftp://example.org/x"],
    ["file:///etc/passwd"],
    ["http://user:secret@example.org/"],
    ["not a url"],
    ["/relative"],
  ])("%s is none", async (url) => {
    await expect(content(url)).rejects.toThrow(refused);
  });

  it("are bounded in bytes, told and untold, in redirects, and not unpacked", async () => {
    const long = await serve((request, response) => {
      if (request.url === "/told") response.writeHead(200, { "content-length": 5000 }).end(Buffer.alloc(5000));
      else if (request.url === "/packed") response.writeHead(200, { "content-encoding": "gzip" }).end("x");
      else if (request.url === "/loop") response.writeHead(302, { location: "/loop" }).end();
      else if (request.url === "/none") response.writeHead(404).end();
      else response.end(Buffer.alloc(5000));
    });
    for (const path of ["/told", "/untold", "/packed", "/loop", "/none"]) {
      await expect(content(`http://${long}${path}`)).rejects.toThrow(refused);
    }
  });

  it("are given up after a time", async () => {
    const silent = await serve(() => undefined);
    await expect(content(`http://${silent}/`, { ...allowed, deadlineMs: 100 })).rejects.toMatchObject({
      code: "remote.unreachable",
    });
  });
});
