import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#346" } })
    .png()
    .toBuffer();

/** A PNG header that declares 60,000 x 60,000 pixels. */
function bomb(honest: Buffer): Buffer {
  const bytes = Buffer.from(honest);
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  return bytes;
}

const wide = await picture(400, 200);
const notebook = JSON.stringify({ cells: [{ cell_type: "markdown", source: "# Hi" }] });
const { app } = testApp({
  "wide.png": wide,
  "bomb.png": bomb(wide),
  "text.png": new TextEncoder().encode("no image"),
  "cut.png": wide.subarray(0, 60),
  "n.ipynb": new TextEncoder().encode(notebook),
  "broken.ipynb": new TextEncoder().encode("{"),
  "list.ipynb": new TextEncoder().encode("[]"),
});
afterAll(() => app.close());

test("a wider image comes as PNG of the width asked for", async () => {
  const answer = await app.inject("/api/preview/@public/wide.png?width=100");
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "image/png"]);
  expect(await sharp(answer.rawPayload).metadata()).toMatchObject({ width: 100, height: 50, format: "png" });
});

test("one that is not wider, or without a width asked for, comes as it is", async () => {
  for (const query of ["", "?width=400", "?width=8000"]) {
    const answer = await app.inject(`/api/preview/@public/wide.png${query}`);
    expect([answer.statusCode, Buffer.compare(answer.rawPayload, wide)]).toEqual([200, 0]);
  }
});

test.each(["bomb.png", "text.png", "cut.png"])("%s is refused", async (name) => {
  const answer = await app.inject(`/api/preview/@public/${name}?width=100`);
  expect([answer.statusCode, answer.json().code]).toEqual([400, "dataset.wrong_kind"]);
});

test.each(["0", "-1", "x", "8193"])("there is no width of %s", async (width) => {
  expect((await app.inject(`/api/preview/@public/wide.png?width=${width}`)).statusCode).toBe(422);
});

test("a notebook comes as a page in a sandbox; what is none is refused", async () => {
  const answer = await app.inject("/api/preview/@public/n.ipynb");
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(answer.body).toContain("<h1>Hi</h1>");
  expect(answer.headers["content-security-policy"]).toContain("sandbox");
  for (const name of ["broken.ipynb", "list.ipynb"]) {
    expect((await app.inject(`/api/preview/@public/${name}`)).statusCode).toBe(400);
  }
});
