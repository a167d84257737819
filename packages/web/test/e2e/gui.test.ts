import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlsWithoutName } from "./names.ts";
import { MANY, noSite, openSite, type Site, type Visit } from "./site.ts";

/** The server looks through a million rows. */
const SLOW = { timeout: 20_000 };

describe.skipIf(noSite !== undefined)(
  `the GUI in a browser${noSite === undefined ? "" : ` (skipped: ${noSite})`}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite();
    }, 120_000);
    afterAll(() => site?.close());

    /** Opens a page, runs a test on it, and expects that the console stayed silent. */
    async function on(path: string, test: (visit: Visit) => Promise<void>, options?: Parameters<Site["visit"]>[1]) {
      const visit = await site.visit(path, options);
      try {
        await test(visit);
        expect(visit.complaints).toEqual([]);
      } finally {
        await visit.close();
      }
    }
    const readOut = (visit: Visit) => visit.page.locator(".readout output");
    const numbers = (visit: Visit) => visit.page.locator(".readout").textContent();

    it("opens folders and arrays from the tree by keyboard alone", () =>
      on("/", async ({ page }) => {
        const tree = page.getByRole("tree");
        await tree.getByRole("treeitem", { name: /^dir1/ }).waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("dir1");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("End");
        await page.keyboard.press("ArrowRight");
        await page.getByRole("searchbox", { name: "Filter names" }).fill("");
        await tree.getByRole("treeitem", { name: /^ds-2d\.b2nd/ }).waitFor();
        await tree.focus();
        await page.keyboard.type("ds-2d.b2nd");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: "ds-2d.b2nd" }).waitFor();
        expect(new URL(page.url()).pathname).toBe("/roots/@public/dir1/ds-2d.b2nd");
        expect(await page.title()).toBe("ds-2d.b2nd · Caterva2");
        await page.goBack();
        await page.getByRole("heading", { name: "Roots" }).waitFor();
      }));

    it("finds names in folders that were never opened", () =>
      on("/roots/@public", async ({ page }) => {
        const tree = page.getByRole("tree");
        await tree.getByRole("treeitem", { name: /^tomography/ }).waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("rock-c");
        await tree.getByRole("treeitem", { name: /^rock-core\.b2nd/ }).waitFor();
        expect(await tree.getByRole("treeitem").count()).toBe(3);
        await page.keyboard.press("Enter");
        await page.keyboard.press("End");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: "rock-core.b2nd" }).waitFor();
        await page.getByRole("searchbox", { name: "Filter names" }).fill("no such name");
        await page.getByText("No name holds “no such name”.").waitFor();
      }));

    it("shows a 2-D array as an image and reads values out by the keys", () =>
      on("/roots/@public/dir1/ds-2d.b2nd", async (visit) => {
        const { page } = visit;
        await page.locator("[data-view=image] canvas").first().waitFor();
        await page.getByText(/^min /).waitFor();
        await page.getByRole("application").focus();
        await page.keyboard.press("ArrowRight");
        const first = await readOut(visit).textContent();
        expect(first).toMatch(/^\[\d+, \d+\] = \S+$/);
        await page.keyboard.press("ArrowDown");
        await expect.poll(() => readOut(visit).textContent()).not.toBe(first);
      }));

    it("opens an HDF5 file like a folder, down to its default plot over named axes", () =>
      on("/roots/@public/measurement.h5", async (visit) => {
        const { page } = visit;
        const tree = page.getByRole("tree");
        await tree.getByRole("treeitem", { name: /^entry/ }).waitFor();
        const plot = page.getByRole("region", { name: "Default plot" });
        await plot.getByText(/^min 0/).waitFor();
        expect(await plot.getByLabel("Down").textContent()).toContain("y (mm) (6)");
        await plot.getByRole("application").focus();
        await page.keyboard.press("ArrowRight");
        await expect.poll(() => readOut(visit).textContent()).toMatch(/^\[\d, \d\] = \d+ · y \(mm\) \S+ · across \S+$/);
        await plot.getByRole("link", { name: /A run.*counts over y \(mm\) and across/ }).click();
        await page.getByRole("heading", { name: "counts" }).waitFor();
        expect(new URL(page.url()).pathname).toBe("/roots/@public/measurement.h5/entry/data/counts");
        await page.getByRole("tab", { name: "Attributes" }).click();
        await page.getByRole("tabpanel", { name: "Attributes" }).getByText("units").waitFor();
        await page.getByRole("link", { name: "entry", exact: true }).click();
        const title = page.getByRole("row", { name: /title texts of variable length/ });
        await title.getByRole("link", { name: "title" }).click();
        await page
          .getByRole("article")
          .getByText(/^texts of variable length/)
          .waitFor();
      }));

    it("moves through a volume by the slider, and a reload shows the same again", () =>
      on("/roots/@public/tomography/rock-core.b2nd", async (visit) => {
        const { page } = visit;
        const slider = page.getByRole("slider", { name: "z" });
        await slider.waitFor();
        await page.getByText(/^min /).waitFor();
        const before = await numbers(visit);
        await slider.focus();
        await page.keyboard.press("PageUp");
        await page.keyboard.press("Shift+ArrowRight");
        expect(await slider.inputValue()).toBe("138");
        await expect.poll(() => numbers(visit)).not.toBe(before);
        await page.getByRole("combobox", { name: "Scale" }).selectOption("log");
        await expect.poll(() => page.url()).toContain("?at=138,y,x&scale=log");
        const after = await numbers(visit);
        await page.reload();
        await page.getByText(/^min /).waitFor();
        expect(await page.getByRole("slider", { name: "z" }).inputValue()).toBe("138");
        expect(await page.getByRole("combobox", { name: "Scale" }).inputValue()).toBe("log");
        expect(await numbers(visit)).toBe(after);
      }));

    it("asks for nothing when colours change, and for little when a volume opens", () =>
      on("/roots/@public/tomography/rock-core.b2nd", async (visit) => {
        const { page, requests } = visit;
        await page.getByText(/^min /).waitFor();
        const opened = requests.length;
        expect(requests.filter((path) => path.startsWith("/api/")).length).toBeLessThanOrEqual(16);
        expect(opened).toBeLessThanOrEqual(32);
        await page.getByRole("button", { name: "viridis" }).click();
        await page.getByRole("radio", { name: "magma" }).check();
        await page.getByRole("checkbox", { name: "Invert" }).check();
        await page.getByRole("combobox", { name: "Limits from" }).selectOption("range");
        await page.getByRole("slider", { name: "Upper limit" }).focus();
        await page.keyboard.press("ArrowLeft");
        await expect.poll(() => page.url()).toMatch(/map=magma&invert=1&lim=1024,\d+/);
        expect(requests.slice(opened).filter((path) => path.startsWith("/api/"))).toEqual([]);
      }));

    it("reads a part of a large plane finer when it is zoomed in, and says where in the array it is", () =>
      on(`/roots/@public/plane.b2nd?box=1000,2000,1020,2014`, async (visit) => {
        const { page } = visit;
        await page.getByText("Every row and column of this part is shown.").waitFor();
        await page.getByRole("application").focus();
        const seen = new Set<string>();
        for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"]) {
          await page.keyboard.press(key);
          const text = (await readOut(visit).textContent()) ?? "";
          const [, row = "", column = "", value] = /^\[(\d+), (\d+)\] = (\d+)$/.exec(text) ?? [];
          expect(Number(row)).toBeGreaterThanOrEqual(2000);
          expect(Number(row)).toBeLessThan(2014);
          expect(Number(value)).toBe(Number(column) + (Number(row) % 2) * 100);
          seen.add(text);
        }
        // A thinned plane has no two rows or columns that are neighbours.
        expect(seen.size).toBe(4);
        await page.keyboard.press("0");
        await page.getByText(/one of every \d+ rows and columns is shown/).waitFor();
        await expect.poll(() => new URL(page.url()).search).toBe("");
      }));

    it("says what it reads while that takes its time, in the place of the picture, and lets go of it", () =>
      on("/roots/@public/dir1", async ({ page }) => {
        await page.context().route("**/api/fetch/**", () => undefined);
        await page.getByRole("link", { name: "ds-3d.b2nd" }).click();
        const cancel = page.getByRole("button", { name: "Cancel" });
        await page.getByText("Reading 80 B of ds-3d.b2nd…").waitFor();
        const within = await page.locator(".plot-stage").boundingBox();
        const at = await cancel.boundingBox();
        if (within === null || at === null) throw new Error("not on screen");
        expect(at.y).toBeGreaterThan(within.y);
        expect(at.y + at.height).toBeLessThanOrEqual(within.y + within.height);
        // Nothing lies over the controls below.
        await page.getByRole("button", { name: "Transpose" }).click({ timeout: 2000 });
        await cancel.click();
        await page.getByRole("heading", { name: "Cancelled" }).waitFor();
        await page.context().unroute("**/api/fetch/**");
        await page.getByRole("button", { name: "Retry" }).click();
        await page.getByText(/^min /).waitFor();
      }));

    it("shows the values along the row and the column at the pointer", () =>
      on("/roots/@public/plane.b2nd?box=1000,2000,1020,2014", async ({ page }) => {
        await page.getByText("Every row and column of this part is shown.").waitFor();
        await page.keyboard.press("p");
        const row = page.getByRole("region", { name: "Values along the row" });
        await row.getByRole("heading").waitFor();
        await page.getByRole("application", { name: /^Image/ }).focus();
        await page.keyboard.press("ArrowRight");
        const column = page.getByRole("region", { name: "Values along the column" });
        const places = async () => {
          const text = (await page.locator(".readout output").textContent()) ?? "";
          const [, y, x] = /^\[(\d+), (\d+)\]/.exec(text) ?? [];
          return { row: `[${y}, :]`, column: `[:, ${x}]` };
        };
        const shown = async () => ({
          row: await row.getByRole("heading").textContent(),
          column: await column.getByRole("heading").textContent(),
        });
        await expect.poll(async () => JSON.stringify(await shown()) === JSON.stringify(await places())).toBe(true);
        expect((await shown()).row).toMatch(/^\[20\d\d, :\]$/);
        await page.getByRole("button", { name: "Row and column at the pointer" }).click();
        await expect.poll(() => row.count()).toBe(0);
      }));

    it("saves the slice on screen as NumPy reads it, and the picture as PNG", () =>
      on("/roots/@public/dir1/ds-3d.b2nd?at=1,y,x", async ({ page }) => {
        await page.getByText(/^min /).waitFor();
        const saved = async (item: RegExp) => {
          await page.getByRole("button", { name: "Export what is shown" }).click();
          const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("menuitem", { name: item }).click(),
          ]);
          return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
        };
        const npy = await saved(/NPY/);
        expect(npy.name).toBe("ds-3d-1.npy");
        const start = 10 + npy.bytes.readUInt16LE(8);
        const [, rows, columns] = /'shape': \((\d+), (\d+)\)/.exec(npy.bytes.toString("latin1", 0, start)) ?? [];
        const csv = await saved(/CSV/);
        const lines = csv.bytes.toString().trim().split("\r\n");
        expect(lines).toHaveLength(Number(rows));
        const numbers = lines.flatMap((line) => line.split(",").map(Number));
        expect(numbers).toHaveLength(Number(rows) * Number(columns));
        const items = new Float32Array(npy.bytes.buffer.slice(npy.bytes.byteOffset + start));
        expect([...items.slice(0, numbers.length)]).toEqual(numbers);
        const png = await saved(/PNG/);
        expect(png.name).toBe("ds-3d-1.png");
        expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
        expect(png.bytes.length).toBeGreaterThan(2000);
      }));

    it("shows a 1-D array as a line", () =>
      on("/roots/@public/ds-1d.b2nd", async (visit) => {
        const { page } = visit;
        await page.getByText(/^min /).waitFor();
        await page.getByRole("application").focus();
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("Home");
        await expect.poll(() => readOut(visit).textContent()).toBe("[0] = 0");
        await page.keyboard.press("Shift+ArrowRight");
        await expect.poll(() => readOut(visit).textContent()).toBe("[10] = 10");
      }));

    it("shows a million rows as a table and goes to any of them", () =>
      on("/roots/@public/events/particles.b2nd", async ({ page, requests }) => {
        const grid = page.getByRole("grid");
        await grid.getByRole("columnheader", { name: "energy" }).waitFor();
        expect(await grid.getAttribute("aria-rowcount")).toBe("1000001");
        await page.locator("[data-row='0'][data-column='0']", { hasText: "0" }).waitFor();
        const before = requests.length;
        await page.keyboard.press("Tab");
        await grid.focus();
        await page.keyboard.press("g");
        await page.keyboard.type("777777");
        await page.keyboard.press("Enter");
        await page.locator("[data-row='777777'][data-column='0']", { hasText: "777777" }).waitFor();
        await page.keyboard.press("ArrowDown");
        expect(await grid.getAttribute("aria-activedescendant")).toMatch(/-777778-0$/);
        expect(requests.length - before).toBeLessThanOrEqual(8);
        expect(await grid.locator("[role=row]").count()).toBeLessThan(60);
        await expect.poll(() => page.url()).toContain("row=777777");
      }));

    it("sorts a table by a head, filters it, and shows the rows' own numbers", () =>
      on("/roots/@public/events/particles.b2nd", async ({ page }) => {
        const grid = page.getByRole("grid");
        const head = grid.getByRole("columnheader", { name: "energy" });
        const cell = (row: number, column: number) => page.locator(`[data-row='${row}'][data-column='${column}']`);
        await cell(0, 0).filter({ hasText: /\d/ }).waitFor();
        await head.getByRole("button").focus();
        await page.keyboard.press("Enter");
        await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
        await expect.poll(() => page.url()).toContain("sort=energy");
        await cell(0, 2).filter({ hasText: /\d/ }).waitFor();
        const least = Number(await cell(0, 2).textContent());
        const id = await cell(0, 0).textContent();
        const side = page.getByRole("rowheader").first();
        await expect.poll(async () => (await side.textContent())?.replace(/\D/g, "")).toBe(id);
        await cell(0, 2).click();
        await page.keyboard.press("s");
        await expect.poll(() => head.getAttribute("aria-sort")).toBe("descending");
        await cell(0, 2).filter({ hasText: /\d/ }).waitFor();
        expect(Number(await cell(0, 2).textContent())).toBeGreaterThan(least);
        await cell(0, 2).click();
        await page.keyboard.press("s");
        await expect.poll(() => head.getAttribute("aria-sort")).toBe("none");
        await page.keyboard.press("/");
        await page.keyboard.type("id >= 999990");
        await page.keyboard.press("Enter");
        await expect.poll(() => grid.getAttribute("aria-rowcount"), SLOW).toBe("11");
        await cell(9, 0).filter({ hasText: "999999" }).waitFor();
        await expect.poll(async () => (await side.textContent())?.replace(/\D/g, "")).toBe("999990");
        await page.getByLabel("Filter", { exact: true }).fill("id > nope");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").locator("mark", { hasText: "nope" }).waitFor();
        await page.keyboard.press("Escape");
        await expect.poll(() => grid.getAttribute("aria-rowcount"), SLOW).toBe("1000001");
      }));

    it("shows none of the rows of the order before under the head of the next", () =>
      on("/roots/@public/events/particles.b2nd", async ({ page }) => {
        const cell = page.locator("[data-row='0'][data-column='0']");
        await cell.filter({ hasText: /\d/ }).waitFor();
        const head = page.getByRole("columnheader", { name: "energy" });
        const under = head.evaluate(
          (element) =>
            new Promise<string | null | undefined>((resolve) => {
              const first = () => document.querySelector("[data-row='0'][data-column='0']")?.textContent;
              new MutationObserver(() => resolve(first())).observe(element, { attributeFilter: ["aria-sort"] });
            }),
        );
        await head.getByRole("button").click();
        expect(await under).toBe("");
        await cell.filter({ hasText: /\d/ }).waitFor();
      }));

    it("sorts a table by several heads, each in a direction of its own, by Shift+click and by the keys", () =>
      on("/roots/@public/events/particles.b2nd", async ({ page }) => {
        const grid = page.getByRole("grid");
        const head = (name: string) => grid.getByRole("columnheader", { name: new RegExp(`^${name}\\b`) });
        const cell = (row: number, column: number) => page.locator(`[data-row='${row}'][data-column='${column}']`);
        const sorted = async (text: string) => {
          await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe(text);
          await cell(0, 0).filter({ hasText: /\d/ }).waitFor();
        };
        await cell(0, 0).filter({ hasText: /\d/ }).waitFor();
        await head("detector").getByRole("button").click();
        await sorted("detector");
        await head("energy")
          .getByRole("button")
          .click({ modifiers: ["Shift"] });
        await sorted("detector,energy");
        await head("energy")
          .getByRole("button")
          .click({ modifiers: ["Shift"] });
        await sorted("detector,-energy");
        expect(await head("detector").textContent()).toContain("▲1");
        expect(await head("energy").textContent()).toContain("▼2");
        expect(await head("energy").getAttribute("aria-sort")).toBe("descending");
        const energies = async () =>
          Promise.all([0, 1, 2].map(async (row) => Number(await cell(row, 2).textContent())));
        const most = await energies();
        expect(most).toEqual(most.toSorted((a, b) => b - a));
        // The same from the other end, by the keys alone: the cell of the column, then S.
        await grid.focus();
        const keys = { detector: 3, energy: 2 };
        await cell(0, keys.detector).click();
        await page.keyboard.press("Shift+S");
        await sorted("-detector,-energy");
        await cell(0, keys.energy).click();
        await page.keyboard.press("Shift+S");
        await sorted("-detector");
        expect(await head("energy").getAttribute("aria-sort")).toBe("none");
        // And without heads or Shift, as with a finger.
        await page.getByLabel("Sort by another field, too").selectOption("time");
        await sorted("-detector,time");
        await page.getByRole("button", { name: "time, ascending" }).click();
        await sorted("-detector,-time");
        await page.getByRole("button", { name: "detector, descending" }).click();
        await sorted("-time");
        await page.getByRole("button", { name: "Own order" }).click();
        await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBeNull();
      }));

    it("shows scalars, documents and texts as what they are", () =>
      on("/roots/@public/ds-sc-attr.b2nd", async ({ page }) => {
        await page.locator(".scalar output", { hasText: /\S/ }).waitFor();
        await page.getByRole("tab", { name: "Attributes" }).click();
        await page.locator(".attributes dt").first().waitFor();
        await page.goto(`${site.base}/roots/@public/README.md`);
        await page.getByRole("heading", { name: "Example data" }).waitFor();
        await page.goto(`${site.base}/roots/@public/notes.txt`);
        await page.getByText("plain <b>text</b>").waitFor();
      }));

    it("shows the README and the facts of arrays below a folder's name", () =>
      on("/roots/@public", async ({ page }) => {
        await page.getByRole("heading", { name: "Example data" }).waitFor();
        const row = page.getByRole("row", { name: /ds-1d\.b2nd/ });
        await row.getByText("int64").waitFor();
        await page.getByRole("link", { name: "empty" }).click();
        await page.getByText("This folder is empty.").waitFor();
      }));

    it("offers a folder as a ZIP file to whoever may read it", () =>
      on("/roots/@public/dir1", async ({ page }) => {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: "Download" }).click(),
        ]);
        expect(download.suggestedFilename()).toBe("dir1.zip");
        expect(await download.failure()).toBeNull();
      }));

    it("keeps a folder of 20 000 files within 3 000 nodes", () =>
      on("/roots/@public/many", async ({ page }) => {
        await page.getByText(/^20.000 entries$/).waitFor();
        await page.getByRole("treeitem", { name: /file-00000/ }).waitFor();
        expect(await page.locator("*").count()).toBeLessThan(3000);
        await page.getByRole("tree").focus();
        await page.keyboard.press("Home");
        await page.keyboard.type(`file-${MANY - 1}`);
        await page.getByRole("treeitem", { name: `file-${MANY - 1}` }).waitFor();
        expect(await page.locator("*").count()).toBeLessThan(3000);
      }));

    it("says what is wrong with a damaged file, and the rest goes on", async () => {
      for (const name of ["broken.b2nd", "cut.b2nd"]) {
        const visit = await site.visit(`/roots/@public/${name}`);
        await visit.page
          .getByText(/damaged|ends too early|could not be opened|Unrecognized/)
          .first()
          .waitFor();
        await visit.page.getByRole("treeitem", { name: /^ds-1d\.b2nd/ }).click();
        await visit.page.getByText(/^min /).waitFor();
        await visit.close();
      }
    });

    it("leads from a lost path to the nearest folder that is there", async () => {
      const { page, close } = await site.visit("/roots/@public/dir1/lost/deep.b2nd");
      await page.getByRole("heading", { name: "There is nothing here any more" }).waitFor();
      await page.getByRole("link", { name: "Open @public/dir1" }).click();
      await page.getByRole("heading", { name: "dir1" }).waitFor();
      await close();
    });

    it("keeps the theme, and follows the system until told otherwise", () =>
      on(
        "/",
        async ({ page }) => {
          const theme = () => page.locator("html").getAttribute("data-theme");
          expect(await theme()).toBe("dark");
          await page.getByRole("button", { name: "Theme: system" }).click();
          expect(await theme()).toBe("light");
          await page.reload();
          await page.getByRole("button", { name: "Theme: light" }).waitFor();
          expect(await theme()).toBe("light");
        },
        { colorScheme: "dark" },
      ));

    it("shows one pane at a time on a phone, and nothing sideways", () =>
      on(
        "/roots/@public/tomography/rock-core.b2nd",
        async ({ page }) => {
          await page.getByText(/^min /).waitFor();
          const overflow = () =>
            page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(await overflow()).toBe(0);
          expect(await page.getByRole("tree").isVisible()).toBe(false);
          await page.getByRole("button", { name: "Info", exact: true }).last().click();
          await page.getByText("Chunks", { exact: true }).waitFor();
          await page.getByRole("button", { name: "Browse" }).click();
          await page.getByRole("treeitem", { name: /^ds-1d\.b2nd/ }).click();
          await page.getByRole("heading", { name: "ds-1d.b2nd" }).waitFor();
          expect(await overflow()).toBe(0);
        },
        { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      ));

    it("names every control, and lists its keys", () =>
      on("/roots/@public/tomography/rock-core.b2nd", async ({ page }) => {
        await page.getByText(/^min /).waitFor();
        expect(await page.evaluate(controlsWithoutName)).toEqual([]);
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
        await page.keyboard.press("b");
        await page.getByRole("tree").waitFor({ state: "detached" });
        await page.keyboard.press("3");
        await page.getByRole("grid").waitFor();
        expect(await page.evaluate(controlsWithoutName)).toEqual([]);
      }));
  },
);
