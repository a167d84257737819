import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { TestContext } from "vitest";

/** A small file system in memory that only the processes run within it see: it goes when they are gone. */
export interface OwnDisk {
  /** Its path, within. */
  readonly path: string;
  /** The same for this process. */
  readonly outside: string;
  /** What to put before a command. */
  readonly within: readonly string[];
  remount(mode: "ro" | "rw"): Promise<void>;
  close(): Promise<void>;
}

/** Mounts one; a machine that does not let us skips the test. */
export async function ownDisk(context: TestContext, bytes: number): Promise<OwnDisk> {
  if (process.platform !== "linux") return context.skip("needs mount namespaces of Linux");
  const path = await mkdtemp(join(tmpdir(), "cat2-disk-"));
  const script = 'mount -t tmpfs -o "size=$2" tmpfs "$1" && echo ready && exec sleep 86400';
  const unshare = ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", path, String(bytes)];
  const holder = spawn("unshare", unshare, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(holder, "exit").catch(() => undefined);
  const line = await Promise.race([once(createInterface(holder.stdout), "line"), ended.then(() => undefined)]);
  if (line?.[0] !== "ready") {
    await rm(path, { recursive: true });
    return context.skip("no file system can be mounted here");
  }
  const within = ["nsenter", "--target", String(holder.pid), "--user", "--mount", "--preserve-credentials"];
  const [nsenter = "", ...rest] = within;
  return {
    path,
    outside: `/proc/${holder.pid}/root${path}`,
    within,
    async remount(mode) {
      await promisify(execFile)(nsenter, [...rest, "mount", "-o", `remount,${mode}`, path]);
    },
    async close() {
      holder.kill("SIGKILL");
      await ended;
      await rm(path, { recursive: true });
    },
  };
}
