import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { end, PROGRAM, runProcess, type ServerProcess, startProcess } from "../packages/cli/test/server-process.ts";

export const USER = { email: "ann@example.org", password: "correct horse" } as const;

const SECRET = "0123456789abcdef0123456789abcdef";

/** The real program on a state directory of its own, and a user whose session outlives the process. */
export interface SignedInServer {
  /** Working directory of the program. */
  readonly directory: string;
  /** Folder of the root @public. */
  readonly folder: string;
  readonly url: string;
  readonly pid: number | undefined;
  readonly cookie: string;
  /** What the program has written to standard error since it was started. */
  errors(): string;
  post(path: string, body?: BodyInit): Promise<Response>;
  get(path: string): Promise<Response>;
  /** Ends the process and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SignedInOptions {
  /** Lines of the section `[server]`. */
  readonly config?: readonly string[];
  /** Where the state directory is; default: beside the configuration. */
  readonly state?: string;
  /** Whether the user is one. */
  readonly superuser?: boolean;
  /** A program and its arguments that run the server, each of its programs behind them; it must become it. */
  readonly within?: readonly string[];
}

/** Starts bin/cat2-server with sign-in and signs {@link USER} in. */
export async function serveSignedIn(options: SignedInOptions = {}): Promise<SignedInServer> {
  const { config = [], state, superuser = false, within = [] } = options;
  const directory = await mkdtemp(join(tmpdir(), "cat2-signed-in-"));
  const conf = join(directory, "c.toml");
  const stateDirectory = state ?? join(directory, "state");
  const folder = join(stateDirectory, "public");
  if (within.length === 0) await mkdir(folder, { recursive: true });
  await writeFile(conf, ["[server]", "login = true", ...config, ""].join("\n"));
  const common = ["--statedir", stateDirectory, "--conf", conf];
  const admin = PROGRAM.replace("cat2-server", "cat2-admin");
  const user = [USER.email, USER.password, ...(superuser ? ["--superuser"] : [])];
  const command = (name: string, args: readonly string[]) => {
    const [program = "", ...rest] = [...within, name, ...args];
    return [rest, directory, program] as const;
  };
  const added = await runProcess(...command(admin, [...common, "adduser", ...user]));
  if (added.status !== 0) throw new Error(added.errors);
  const listen = ["--listen", "127.0.0.1:0", "--loglevel", "error"];
  const launch = () => startProcess(...command(PROGRAM, [...listen, ...common]), { CATERVA2_SECRET: SECRET });
  let server: ServerProcess = await launch();
  const cookie = await signIn(server.address);
  const headers = { cookie };
  return {
    directory,
    folder,
    cookie,
    get url() {
      return server.address;
    },
    get pid() {
      return server.process.pid;
    },
    errors: () => server.errors(),
    post: (path, body) =>
      fetch(server.address + path, { method: "POST", headers, ...(body !== undefined && { body }) }),
    get: (path) => fetch(server.address + path, { headers }),
    async kill(signal = "SIGKILL") {
      await end(server, signal);
    },
    async start() {
      server = await launch();
    },
    async stop() {
      await end(server);
      await rm(directory, { recursive: true });
    },
  };
}

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ username: USER.email, password: USER.password });
  const answer = await fetch(`${url}/auth/jwt/login`, { method: "POST", body });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) throw new Error(`signing in was answered with ${answer.status}`);
  return cookie;
}

/** A form with one file. */
export function fileForm(content: BlobPart, name = "file"): FormData {
  const form = new FormData();
  form.append("file", new Blob([content]), name);
  return form;
}
