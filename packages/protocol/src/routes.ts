import { Type } from "typebox";
import { HTML_TYPE } from "./media-types.ts";
import { READ_ROUTES } from "./read-routes.ts";
import { json, type RouteContract } from "./route-contract.ts";
import { WRITE_ROUTES } from "./write-routes.ts";

/** What the service says of itself. */
const SERVICE_ROUTES = {
  openapi: {
    method: "GET",
    path: "/openapi.json",
    summary: "This interface as an OpenAPI 3.1 document.",
    answers: [json("The document.", Type.Object({}))],
    errors: [],
  },
  docs: {
    method: "GET",
    path: "/docs",
    summary: "This interface as a page for people.",
    answers: [{ status: 200, description: "The page.", mediaType: HTML_TYPE }],
    errors: [],
  },
  health: {
    method: "GET",
    path: "/healthz",
    summary: "Whether the server answers, for load balancers.",
    answers: [json("It does.", Type.Object({ status: Type.Literal("ok") }))],
    errors: [],
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    summary: "Counters for Prometheus: for this machine and for superusers.",
    answers: [{ status: 200, description: "The exposition format, version 0.0.4.", mediaType: "text/plain" }],
    errors: ["request.unauthenticated"],
  },
} as const satisfies Record<string, RouteContract>;

/** Every call. GET routes answer HEAD too. */
export const ROUTES = { ...READ_ROUTES, ...WRITE_ROUTES, ...SERVICE_ROUTES };

export type RouteName = keyof typeof ROUTES;

/** A call that needs somebody signed in. `{path}` stands for the rest of the path. */
export interface SignedInRoute {
  readonly method: "POST" | "DELETE";
  readonly path: string;
}

/** Calls of existing servers that write and that this one does not have: strangers are told 401, as by all others. */
export const MISSING_WRITE_ROUTES: readonly SignedInRoute[] = [{ method: "DELETE", path: "/htmx/delete/{path}" }];
