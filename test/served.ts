import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { end, type ServerProcess, startProcess } from "../packages/cli/test/server-process.ts";

export const EXAMPLES = fileURLToPath(new URL("../examples/public", import.meta.url));

/** The real program on a state directory of its own. */
export interface Served {
  readonly url: string;
  /** Folder of the root @public. */
  readonly folder: string;
  readonly process: ServerProcess["process"];
  stop(): Promise<void>;
}

/** Starts bin/cat2-server on a new state directory whose @public holds the examples, or what `fill` puts there. */
export async function serve(
  fill = (folder: string): Promise<void> => cp(EXAMPLES, folder, { recursive: true }),
): Promise<Served> {
  const directory = await mkdtemp(join(tmpdir(), "cat2-e2e-"));
  const folder = join(directory, "state", "public");
  await mkdir(folder, { recursive: true });
  await fill(folder);
  const args = ["--listen", "127.0.0.1:0", "--statedir", "state", "--conf", "none.toml", "--loglevel", "critical"];
  const server = await startProcess(args, directory);
  return {
    url: server.address,
    folder,
    process: server.process,
    async stop() {
      await end(server);
      await rm(directory, { recursive: true });
    },
  };
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number | undefined): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("no VmRSS");
  return Number(kilobytes) * 1024;
}

/** An answer as it came: the target of the request line is sent as it is, which `fetch` would tidy up. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export function rawGet(url: string, target: string, headers = ""): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n${headers}\r\n`, "latin1");
    });
    socket.on("data", (data) => parts.push(Buffer.from(data)));
    socket.on("error", reject);
    socket.on("close", () => {
      const answer = Buffer.concat(parts);
      const end = answer.indexOf("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString("latin1", 0, 16))?.[1]);
      resolve({ status, body: answer.subarray(end + 4) });
    });
  });
}
