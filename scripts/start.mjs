/** `npm start`: sets up what is missing, fills a new state directory with the examples, becomes the server's parent. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, setUp } from "./setup.mjs";

const args = process.argv.slice(2);
setUp();
if (!args.some((arg) => /^--(statedir|conf)(=|$)/.test(arg))) {
  const state = join(repositoryRoot, "_caterva2", "state");
  fillWithExamples(join(state, "public"));
  args.push(`--statedir=${state}`);
}
const server = spawn(join(repositoryRoot, "bin", "cat2-server"), args, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("error", (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exitCode = 1;
});
server.on("exit", (code) => {
  process.exitCode = code ?? 1;
});

/** A root that exists is the user's: only a missing one is filled, and it appears whole or not at all. */
function fillWithExamples(publicRoot) {
  if (existsSync(publicRoot)) return;
  console.log("Filling the public root with the example repository ...");
  const unfinished = `${publicRoot}.${process.pid}.partial`;
  mkdirSync(join(publicRoot, ".."), { recursive: true });
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(join(repositoryRoot, "examples", "public"), unfinished, { recursive: true });
  renameSync(unfinished, publicRoot);
}
