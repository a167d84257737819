import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { parseDType } from "@caterva2/ndarray";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { noBuild } from "../build.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const FLAGS = ["--no-sandbox", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run"];
const QUIET_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Entries of the folder `@public/many`. */
export const MANY = 20_000;

/** Why there is nothing to test with; undefined when there is. With CI set this never skips. */
export const noSite: string | undefined =
  noBuild ?? (existsSync(CHROMIUM) || process.env.CI === "true" ? undefined : `no browser at ${CHROMIUM}`);

/** The real server on a state directory of its own, and a real browser in front of it. */
export interface Site {
  readonly base: string;
  /** Opens a page of its own. What it complains about, and what it asks the server, is collected. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, and uncaught errors. */
  readonly complaints: readonly string[];
  /** Paths of the requests, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Somebody who may sign in. */
export interface Person {
  readonly email: string;
  readonly password: string;
}

/** Signs in on any page. */
export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Account of ${email}` }).waitFor();
}

/** With `person` the server has sign-in, and this user. */
export async function openSite(person?: Person): Promise<Site> {
  const state = mkdtempSync(join(tmpdir(), "caterva2-web-"));
  await fillPublic(join(state, "public"));
  const { CATERVA2_SECRET: _unused, ...environment } = process.env;
  if (person !== undefined) {
    environment.CATERVA2_SECRET = randomBytes(32).toString("hex");
    const command = ["--statedir", state, "adduser", person.email, person.password];
    execFileSync(join(REPOSITORY, "bin", "cat2-admin"), command, { cwd: state });
  }
  const server = spawn(join(REPOSITORY, "bin", "cat2-server"), ["--statedir", state, "--listen", "127.0.0.1:0"], {
    cwd: state,
    env: environment,
  });
  const base = await addressOf(server);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET_FLAGS] });
  return {
    base,
    visit: (path, options) => visit(browser, base + path, options),
    async close() {
      await browser.close();
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** The example repository, and what it has not got: a damaged file, an empty folder, a very long one. */
async function fillPublic(directory: string): Promise<void> {
  cpSync(join(REPOSITORY, "examples", "public"), directory, { recursive: true });
  cpSync(join(REPOSITORY, "packages/repository/test/fixtures/measurement.h5"), join(directory, "measurement.h5"));
  mkdirSync(join(directory, "empty"));
  mkdirSync(join(directory, "many"));
  for (let index = 0; index < MANY; index += 1) {
    writeFileSync(join(directory, "many", `file-${String(index).padStart(5, "0")}.txt`), "");
  }
  writeFileSync(join(directory, "plane.b2nd"), await plane());
  writeFileSync(join(directory, "notes.txt"), "plain <b>text</b>\n");
  const whole = readFileSync(join(directory, "dir1", "ds-2d.b2nd"));
  writeFileSync(join(directory, "broken.b2nd"), whole.fill(0xff, 300));
  writeFileSync(join(directory, "cut.b2nd"), readFileSync(join(directory, "dir1", "ds-3d.b2nd")).subarray(0, 200));
}

/** Extents of the array `@public/plane.b2nd`: more pixels than a picture of all of it has. */
export const PLANE = { rows: 4200, columns: 4100 } as const;

/** A plane of numbers: each is its column, and a hundred more in every other row. */
async function plane(): Promise<Uint8Array> {
  const { rows, columns } = PLANE;
  const items = Uint16Array.from({ length: rows * columns }, (_, i) => {
    return (i % columns) + (Math.floor(i / columns) % 2) * 100;
  });
  const dtype = parseDType("uint16");
  const array = { dtype, shape: [rows, columns], data: new Uint8Array(items.buffer) };
  return encodeB2nd(array, { codec: await createChunkCodec(), chunks: [420, columns], blocks: [20, columns] });
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (data: Buffer) => {
      output += data.toString();
      const address = /Listening on (http:\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    const serious = message.type() === "error" || message.type() === "warning";
    // Software drawing says that it is slow; that is known.
    if (serious && !message.text().includes("GL Driver Message")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}
