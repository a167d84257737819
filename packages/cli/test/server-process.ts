import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(new URL("../../../bin/cat2-server", import.meta.url));

/** The program, running: its address, and what it has written. */
export interface ServerProcess {
  readonly address: string;
  readonly process: ChildProcess;
  errors(): string;
}

/** Starts `bin/cat2-server` and waits for its line. */
export async function startProcess(
  args: readonly string[],
  directory: string,
  program = PROGRAM,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(([status]) => Promise.reject(new Error(`ended with ${status}: ${errors}`))),
  ]);
  const address = /^Listening on (\S+)$/.exec(String(line))?.[1];
  if (address === undefined) throw new Error(`unexpected first line: ${line}`);
  return { address, process: child, errors: () => errors };
}

/** Runs the program to its end. */
export async function runProcess(args: readonly string[], directory: string, program = PROGRAM) {
  const child = spawn(program, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const [status] = await once(child, "close");
  return { status: Number(status), output, errors };
}

/** Ends a process that a test has left. */
export async function end(
  { process: child }: ServerProcess,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill(signal);
  const [status] = await ended;
  return status;
}
