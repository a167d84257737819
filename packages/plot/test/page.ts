import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { transformWithOxc } from "vite";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const PACKAGE = new URL("../", import.meta.url);

/** Why there is no browser to test with; undefined when there is one. With CI set a missing browser is a failure. */
export const noBrowser: string | undefined =
  existsSync(CHROMIUM) || process.env.CI === "true" ? undefined : `no browser at ${CHROMIUM}`;

/** A page in a real browser that can import the package's sources, and the modules of this folder. */
export interface PlotPage {
  readonly page: Page;
  /** Calls a function of `/test/NAME.ts` in the page. */
  call<Result>(module: string, name: string, argument?: unknown): Promise<Result>;
  close(): Promise<void>;
}

const BODY = `<!doctype html><meta charset="utf-8"><title>plot</title>
<style>
  body { margin: 0; font: 14px sans-serif; background: #fff; color: #171a21 }
  .dark body { background: #171b22; color: #e7eaf0; --plot-line: #5e6879; --plot-accent: #8fabff }
  #host { width: 640px; height: 480px }
</style><div id="host"></div>`;

export async function openPlotPage(deviceScaleFactor = 1): Promise<PlotPage> {
  const server = await serve();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--enable-unsafe-swiftshader"],
  });
  const page = await browser.newPage({ viewport: { width: 700, height: 520 }, deviceScaleFactor });
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    page,
    call: (module, name, argument) =>
      page.evaluate(`import("/test/${module}.ts").then((m) => m.${name}(${JSON.stringify(argument)}))`),
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Serves the page, and the sources with their types taken out: browsers load them as modules. */
async function serve(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const name = /^\/((?:src|test)\/[a-z0-9/-]+\.ts)$/.exec(request.url ?? "")?.[1];
    if (name === undefined) {
      response.setHeader("content-type", "text/html");
      response.end(request.url === "/" ? BODY : "");
      return;
    }
    response.setHeader("content-type", "text/javascript");
    const source = readFileSync(fileURLToPath(new URL(name, PACKAGE)), "utf8");
    response.end((await transformWithOxc(source, name)).code);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
