import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../bin/cat2-server", import.meta.url));

/** The real server on a state directory. With a secret people sign in. */
export async function startServer(
  directory: string,
  secret?: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ["--listen", "127.0.0.1:0", "--statedir", directory, "--conf", "/dev/null"];
  const { CATERVA2_SECRET: _unused, ...environment } = process.env;
  const env = secret === undefined ? environment : { ...environment, CATERVA2_SECRET: secret };
  const child = spawn(PROGRAM, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  return new Promise((resolve, reject) => {
    const take = (piece: Buffer) => {
      text += piece.toString();
      const address = /Listening on (http:\/\/\S+)/.exec(text)?.[1];
      if (address) resolve({ child, url: address });
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("exit", (status) => reject(new Error(`The server ended with ${status}: ${text}`)));
  });
}
