import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noSite, openSite, type Person, type Site, signIn, type Visit } from "./site.ts";

const ADA: Person = { email: "ada@example.org", password: "a long enough secret" };
const SLOW = { timeout: 30_000 };
const REFUSED = "responded with a status of 400";

describe.skipIf(noSite !== undefined)(
  `the prompt in a browser${noSite === undefined ? "" : ` (skipped: ${noSite})`}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite(ADA);
    }, 120_000);
    afterAll(() => site?.close());

    /** Opens a folder as somebody who may write; the browser complains of statuses by itself, where a test is about them. */
    async function at(
      viewport: { width: number; height: number },
      test: (visit: Visit) => Promise<void>,
      refused = false,
    ) {
      const visit = await site.visit("/", { viewport });
      try {
        await signIn(visit.page, ADA);
        await visit.page.goto(`${site.base}/roots/@public/dir1`);
        await visit.page.getByLabel("Expression or command").waitFor();
        await test(visit);
        expect(visit.complaints.filter((text) => !(refused && text.includes(REFUSED)))).toEqual([]);
      } finally {
        await visit.close();
      }
    }
    const laptop = { width: 1366, height: 768 };
    const phone = { width: 390, height: 844 };
    const field = ({ page }: Visit) => page.getByLabel("Expression or command");
    const ahead = ({ page }: Visit) => page.locator(".prompt-ahead");
    const ENDLESS = "endless := sum(sin(arange(10**9)) * cos(arange(10**9)))";

    it("completes what is typed, and the cursor stays where one types", () =>
      at(
        laptop,
        async (visit) => {
          const { page } = visit;
          await page.keyboard.press(":");
          await page.keyboard.type("x = si");
          await page.keyboard.press("Tab");
          await page.getByRole("button", { name: "sinh(x)" }).waitFor();
          await page.keyboard.type("n(@pub");
          await page.keyboard.press("Tab");
          await expect.poll(() => field(visit).inputValue()).toBe("x = sin(@public/");
          await page.keyboard.type("dir1/ds");
          await page.keyboard.press("Tab");
          await page.getByRole("button", { name: "@public/dir1/ds-2d.b2nd" }).click();
          await page.keyboard.type(") + 1");
          expect(await field(visit).inputValue()).toBe("x = sin(@public/dir1/ds-2d.b2nd) + 1");
          await ahead(visit).filter({ hasText: "float32" }).waitFor();
          await page.keyboard.press("Enter");
          await page.getByRole("heading", { name: "x.b2nd" }).waitFor();
          await page.locator("[data-view=image] canvas").first().waitFor();
          await field(visit).focus();
          await page.keyboard.press("ArrowUp");
          expect(await field(visit).inputValue()).toBe("x = sin(@public/dir1/ds-2d.b2nd) + 1");
          await ahead(visit).filter({ hasText: "replaces x.b2nd" }).waitFor();
          // Half a name is refused while one types slowly.
        },
        true,
      ));

    it("underlines what is wrong where it stands in the line", () =>
      at(
        laptop,
        async (visit) => {
          const { page } = visit;
          const mark = page.locator(".prompt-mark mark");
          await field(visit).fill("x = nope(@public/dir1/ds-2d.b2nd) + 1");
          await ahead(visit).filter({ hasText: "There is no function nope." }).waitFor();
          expect(await mark.textContent()).toMatch(/^nope/);
          const [under, letters] = [await mark.boundingBox(), await field(visit).boundingBox()];
          // Four letters after the padding of the field: the mark lies over its own letters.
          const letter = (under?.width ?? 0) / ((await mark.textContent())?.length ?? 1);
          expect(Math.abs((under?.x ?? 0) - (letters?.x ?? 0) - 8 - 4 * letter)).toBeLessThan(2);
          await field(visit).fill("x = sin(@public/dir1/ds-2d.b2nd");
          await page.keyboard.press("Enter");
          await mark.waitFor();
          expect(await page.getByRole("heading", { name: "dir1" }).count()).toBe(1);
          await field(visit).fill("x = @public/dir");
          await ahead(visit).filter({ hasText: "No array yet" }).waitFor();
          expect(await mark.count()).toBe(0);
        },
        true,
      ));

    it("computes values as a job that says how far it is, and opens the result", () =>
      at(laptop, async (visit) => {
        const { page } = visit;
        await field(visit).fill("wave := sin(arange(2 * 10**7))");
        await ahead(visit)
          .filter({ hasText: /computed about \d+ s|computed at once/ })
          .waitFor();
        await page.keyboard.press("Enter");
        await expect.poll(() => field(visit).inputValue()).toBe("");
        const bar = page.locator(".prompt-job progress");
        await bar.waitFor();
        await expect
          .poll(
            () =>
              bar
                .getAttribute("value")
                .then(Number)
                .catch(() => 1),
            SLOW,
          )
          .toBeGreaterThan(0);
        await page.getByRole("heading", { name: "wave.b2nd" }).waitFor(SLOW);
        await page.getByText("Computed @personal/wave.b2nd").first().waitFor();
      }));

    it.each([
      ["a laptop", laptop],
      ["a phone", phone],
    ])("on %s cancels what takes too long: the server stops, and nothing is left", (_, viewport) =>
      at(viewport, async (visit) => {
        const { page } = visit;
        await field(visit).fill(ENDLESS);
        if (viewport === phone) await page.getByRole("button", { name: "Run" }).click();
        else await page.keyboard.press("Enter");
        await page.locator(".prompt-job").getByText(/\d+ %/).waitFor(SLOW);
        expect(await busyThreads(site.base)).toBeGreaterThan(0);
        await page.locator(".prompt-job").getByRole("button", { name: "Cancel Compute endless" }).click();
        await page.locator(".prompt-job").getByText("Cancelled").waitFor();
        await expect.poll(() => busyThreads(site.base), SLOW).toBe(0);
        await page.goto(`${site.base}/roots/@personal`);
        await page.getByRole("heading", { name: "@personal" }).waitFor();
        expect(await page.getByRole("link", { name: "endless.b2nd" }).count()).toBe(0);
      }),
    );

    it("takes the work with it when the page is left", () =>
      at(laptop, async (visit) => {
        await field(visit).fill(ENDLESS);
        await visit.page.keyboard.press("Enter");
        await visit.page.locator(".prompt-job").getByText(/\d+ %/).waitFor(SLOW);
        await visit.page.goto("about:blank");
        await expect.poll(() => busyThreads(site.base), SLOW).toBe(0);
      }));
  },
);

/** Worker threads that have a job in hand, by the server's own count. */
async function busyThreads(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^caterva2_worker_threads\{state="busy"\} (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}
