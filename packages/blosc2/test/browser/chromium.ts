import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium, type Page } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Why there is no browser to test with; undefined when there is one. With CI set a missing browser is a failure. */
export const noBrowser: string | undefined =
  existsSync(CHROMIUM) || process.env.CI === "true" ? undefined : `no browser at ${CHROMIUM}`;

/** Opens a page of a folder in Chromium, lets `use` work with it, and closes all. Messages of the page go to `log`. */
export async function inChromium<Result>(
  folder: string,
  use: (page: Page, log: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const server = await serve(folder);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const log: string[] = [];
    page.on("console", (message) => log.push(message.text()));
    page.on("pageerror", (error) => log.push(String(error)));
    await page.goto(`http://127.0.0.1:${port}/index.html`);
    return await use(page, log);
  } finally {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Serves the files of a folder, as a static server does. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = join(folder, normalize(pathname));
    if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
