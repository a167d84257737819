/** Finds a Chromium for the browser tests, or installs Debian's where that is possible. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @returns {{ path?: string, reason?: string }} the program, or why there is none */
export function findOrInstallBrowser() {
  const found = process.env.CHROMIUM ?? NAMES.map(onPath).find(Boolean);
  if (found) return { path: found };
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    return { reason: "no Chromium on this machine, and no right to install one (CHROMIUM=path names it)" };
  }
  console.log("Installing Chromium from Debian for the browser tests (a minute or two) ...");
  const install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core";
  const { status } = spawnSync("sh", ["-c", install], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  const path = onPath("chromium");
  return path ? { path } : { reason: `Chromium could not be installed (apt-get ended with ${status})` };
}

function onPath(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
