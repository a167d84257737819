import { ROUTES } from "@caterva2/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { openApiDocument } from "../src/docs/openapi.ts";
import { testApp } from "./memory-repository.ts";

const { app } = testApp({});
afterAll(() => app.close());
const document = openApiDocument("1.2.3", ROUTES);

/** All objects of a JSON value, with themselves. */
function* objectsOf(value: unknown): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const inner of Object.values(value)) yield* objectsOf(inner);
}

describe("the OpenAPI document", () => {
  test("is served as it is made", async () => {
    const served = (await app.inject("/openapi.json")).json();
    expect(served.openapi).toBe("3.1.0");
    expect(Object.keys(served.paths)).toEqual(Object.keys(document.paths));
  });

  test("names each operation once and declares every parameter of its path", () => {
    const ids: string[] = [];
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const operation of Object.values(operations)) {
        ids.push(operation.operationId);
        const declared = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
        expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
        expect(Object.keys(operation.responses)).toContain("200");
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("refers only to what it holds", () => {
    const references = [...objectsOf(JSON.parse(JSON.stringify(document)))].flatMap((value) =>
      "$ref" in value ? [String(value.$ref)] : [],
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ?? "";
      expect(document.components.schemas).toHaveProperty(name);
    }
  });

  test("is the truth about the routes: all of them exist", async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations).filter((name) => name !== "head")) {
        const url = path.replace("{path}", "@public/none");
        const answer = await app.inject({ method: method === "post" ? "POST" : "GET", url });
        expect(answer.body).not.toContain("route.unknown");
      }
    }
  });
});

describe("the page for people", () => {
  test("names every call and loads nothing", async () => {
    const answer = await app.inject("/docs");
    for (const path of Object.keys(document.paths)) expect(answer.body).toContain(path);
    expect(answer.body).not.toMatch(/<script|<link|<img|@import|\son\w+=|\sstyle=/);
  });

  test("its own style sheet is the one its policy allows", async () => {
    const { createHash } = await import("node:crypto");
    const answer = await app.inject("/docs");
    const style = /<style>([\s\S]*?)<\/style>/.exec(answer.body)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(answer.headers["content-security-policy"]).toContain(`style-src 'sha256-${hash}'`);
  });
});
