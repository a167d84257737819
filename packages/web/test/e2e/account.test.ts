import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlsWithoutName } from "./names.ts";
import { noSite, openSite, type Site, signIn, type Visit } from "./site.ts";

const ADA = { email: "ada@example.org", password: "a long enough secret" };

describe.skipIf(noSite !== undefined)(
  `signing in and writing in a browser${noSite === undefined ? "" : ` (skipped: ${noSite})`}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite(ADA);
    }, 120_000);
    afterAll(() => site?.close());

    /** Opens a page as somebody who is signed in; the browser may complain of the statuses that a test is about. */
    async function signedIn(path: string, test: (visit: Visit) => Promise<void>, statuses: readonly number[] = []) {
      const visit = await site.visit("/");
      const { page } = visit;
      try {
        await signIn(page, ADA);
        await page.goto(site.base + path);
        await page.getByRole("button", { name: `Account of ${ADA.email}` }).waitFor();
        await test(visit);
        const expected = statuses.map((status) => `responded with a status of ${status}`);
        expect(visit.complaints.filter((text) => !expected.some((part) => text.includes(part)))).toEqual([]);
      } finally {
        await visit.close();
      }
    }
    const file = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

    it("offers nothing that writes to somebody unknown, and keeps the page where it is for signing in", async () => {
      const visit = await site.visit("/roots/@public/dir1");
      const { page } = visit;
      await page.getByRole("link", { name: "ds-2d.b2nd" }).waitFor();
      expect(await page.getByRole("button", { name: "Upload" }).count()).toBe(0);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("E-mail").fill(ADA.email);
      await page.getByLabel("Password").fill("something else");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("That did not match").waitFor();
      await page.getByLabel("Password").fill(ADA.password);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Upload" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/roots/@public/dir1");
      await visit.close();
    });

    it("offers to sign in where something is not open to everybody, and then shows it", async () => {
      const visit = await site.visit("/roots/@personal");
      const { page } = visit;
      await page.getByRole("button", { name: "Sign in to see it" }).click();
      await page.getByLabel("E-mail").fill(ADA.email);
      await page.getByLabel("Password").fill(ADA.password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "@personal" }).waitFor();
      await visit.close();
    });

    it("uploads, renames, copies and deletes, and the lists follow", () =>
      signedIn("/roots/@personal", async ({ page }) => {
        await page.getByText("Drop files or folders here").waitFor();
        await page.locator("input[type=file]").setInputFiles([file("one.txt", "1"), file("two.md", "# Two")]);
        const row = (name: string) => page.getByRole("row").getByRole("link", { name, exact: true });
        await row("one.txt").waitFor();
        await row("two.md").waitFor();
        await page.getByRole("treeitem", { name: /^two\.md/ }).waitFor();

        await page.getByRole("button", { name: "Actions for one.txt" }).focus();
        await page.keyboard.press("Enter");
        await page.getByRole("menu").waitFor();
        await page.keyboard.press("Enter");
        await page.getByLabel("New path").fill("@personal/sub/uno.txt");
        await page.keyboard.press("Enter");
        await row("sub").waitFor();
        await row("one.txt").waitFor({ state: "detached" });

        await page.getByRole("button", { name: "Actions for two.md" }).click();
        await page.getByRole("menuitem", { name: "Copy" }).click();
        await page.getByRole("button", { name: "Copy", exact: true }).last().click();
        await row("two-copy.md").waitFor();

        await page.getByRole("button", { name: "Actions for sub" }).click();
        await page.getByRole("menuitem", { name: "Delete" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
        await row("sub").waitFor({ state: "detached" });
        expect(await page.evaluate(controlsWithoutName)).toEqual([]);
      }));

    it("tells why an upload failed, and lets one try again", () =>
      signedIn("/roots/@personal", async ({ page }) => {
        await page.route("**/api/upload/**", (route) => route.fulfill({ status: 200, body: "not a path" }));
        await page.locator("input[type=file]").setInputFiles([file("three.txt", "3")]);
        const jobs = page.getByRole("dialog", { name: "Jobs" });
        await jobs.getByText(/could not be opened/).waitFor();
        await page.unroute("**/api/upload/**");
        await jobs.getByRole("button", { name: "Retry Upload three.txt" }).click();
        await page.getByRole("row").getByRole("link", { name: "three.txt" }).waitFor();
      }));

    it("writes into a folder that is called like a file", () =>
      signedIn("/", async ({ page }) => {
        const made = await page.request.post(`${site.base}/api/makedir/@personal/runs.h5`, {
          headers: { origin: site.base },
        });
        expect(made.status()).toBe(200);
        await page.goto(`${site.base}/roots/@personal/runs.h5`);
        await page.getByText("Drop files or folders here").waitFor();
        await page.locator("input[type=file]").setInputFiles([file("in.txt", "1")]);
        await page.getByRole("row").getByRole("link", { name: "in.txt", exact: true }).waitFor();
        await page.getByRole("button", { name: "Actions for in.txt" }).waitFor();
        // A page that shows the folder would ask for it once more.
        await page.goto(site.base);
        await page.getByRole("heading", { name: "Roots" }).waitFor();
        await page.request.post(`${site.base}/api/remove/@personal/runs.h5`, { headers: { origin: site.base } });
      }));

    it("shows what others change in the folder on screen", () =>
      signedIn("/roots/@shared", async ({ page }) => {
        await page.getByText("This root is empty.").waitFor();
        await page.evaluate(async () => {
          const form = new FormData();
          form.append("file", new Blob(["x"]), "x");
          await fetch("/api/upload/@shared/from-elsewhere.txt", { method: "POST", body: form });
        });
        await page.getByRole("row").getByRole("link", { name: "from-elsewhere.txt" }).waitFor();
      }));

    it("makes a token that works, and revokes it", () =>
      signedIn("/", async ({ page }) => {
        await page.getByRole("button", { name: `Account of ${ADA.email}` }).click();
        await page.getByRole("menuitem", { name: ADA.email }).click();
        await page.getByRole("textbox", { name: "Name", exact: true }).fill("notebook");
        await page.getByRole("button", { name: "Make a token" }).click();
        const text = await page.getByLabel("The new token").inputValue();
        const roots = async () => {
          const answer = await fetch(`${site.base}/api/roots`, { headers: { authorization: `Bearer ${text}` } });
          return answer.ok ? Object.keys(Object(await answer.json())) : answer.status;
        };
        expect(await roots()).toContain("@personal");
        await page.getByRole("button", { name: "Revoke notebook" }).click();
        await page.getByRole("button", { name: "Revoke notebook" }).waitFor({ state: "detached" });
        expect(await roots()).toBe(401);
      }));

    it("runs commands, remembers them, and completes paths", () =>
      signedIn(
        "/",
        async ({ page }) => {
          const prompt = page.getByLabel("Expression or command");
          await prompt.waitFor();
          const answers = page.getByRole("list", { name: "Answers" });
          await page.keyboard.press(":");
          await page.keyboard.type("cp @public/dir1/ds-2");
          await page.keyboard.press("Tab");
          await expect.poll(() => prompt.inputValue()).toBe("cp @public/dir1/ds-2d.b2nd");
          await page.keyboard.type(" @personal/");
          await page.keyboard.press("Enter");
          await answers.getByText("Copied to @personal/ds-2d.b2nd").waitFor();
          await page.keyboard.press("ArrowUp");
          expect(await prompt.inputValue()).toBe("cp @public/dir1/ds-2d.b2nd @personal/");
          await prompt.fill("rm @personal/no-such-file");
          await page.keyboard.press("Enter");
          await answers.getByText("There is nothing at this path.").waitFor();
        },
        [404],
      ));

    it("signs out, and what was private is gone from sight", () =>
      signedIn("/", async ({ page }) => {
        await page.getByRole("treeitem", { name: /^@personal/ }).waitFor();
        await page.getByRole("button", { name: `Account of ${ADA.email}` }).click();
        await page.getByRole("menuitem", { name: "Sign out" }).click();
        await page.getByRole("button", { name: "Sign in" }).waitFor();
        await page.getByRole("treeitem", { name: /^@personal/ }).waitFor({ state: "detached" });
      }));
  },
);
