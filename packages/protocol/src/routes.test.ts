import { ERROR_CATALOGUE } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import type { RouteContract } from "./route-contract.ts";
import { MISSING_WRITE_ROUTES, ROUTES } from "./routes.ts";

describe.each(Object.entries<RouteContract>(ROUTES))("%s", (_name, route) => {
  test("has an answer that succeeds, and one answer a status and media type", () => {
    const { answers } = route;
    expect(answers.map(({ status }) => status)).toContain(200);
    const kinds = answers.map(({ status, mediaType }) => `${status} ${mediaType}`);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test("names errors of the catalogue, each once", () => {
    expect(new Set(route.errors).size).toBe(route.errors.length);
    for (const code of route.errors) expect(ERROR_CATALOGUE[code].status).toBeGreaterThanOrEqual(400);
  });

  test("a GET has no body", () => {
    if (route.method === "GET") expect(route.body).toBeUndefined();
  });
});

test("no method and path are there twice", () => {
  const all = [...Object.values<RouteContract>(ROUTES), ...MISSING_WRITE_ROUTES].map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(new Set(all).size).toBe(all.length);
});
