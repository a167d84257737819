import { createHash } from "node:crypto";
import { escapeHtml } from "../http/escape-html.ts";
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from "./openapi.ts";

const STYLE = `
:root { color-scheme: light dark; --line: #8885; --quiet: #8882; --accent: light-dark(#0b6b50, #5fd0ab); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; }
h2 { font: 600 1rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; margin: 0; }
h2 b { color: var(--accent); margin-right: .6em; }
article { border-top: 1px solid var(--line); padding: 1.1rem 0; }
article p { margin: .3rem 0 .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .2rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-top: 1px solid var(--quiet); font-weight: normal; }
th { width: 5rem; }
td { overflow-wrap: anywhere; }
td:last-child:nth-child(3) { width: 40%; }
code { font: .88em ui-monospace, monospace; }
a { color: var(--accent); }
nav ul { columns: 20rem; padding-left: 1.1rem; }`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Everything the docs page may load: its own style sheet. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The document as a page for people, without scripts. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== "head")
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const links = operations.map(
    ({ method, path, operation }) =>
      `<li><a href="#${escapeHtml(operation.operationId)}"><code>${method} ${escapeHtml(path)}</code></a></li>`,
  );
  const { title, version, description } = document.info;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} API</title><style>${STYLE}</style></head>
<body><header><h1>${escapeHtml(title)} API ${escapeHtml(version)}</h1>
<p>${escapeHtml(description)} GET calls answer HEAD too. <a href="/openapi.json">OpenAPI document</a> · <a href="/">To the data</a></p></header>
<nav aria-label="Calls"><ul>${links.join("")}</ul></nav>
<main>${operations.map(article).join("\n")}</main></body></html>
`;
}

/** A parameter of the document, or a key of a body. */
type Field = Omit<OpenApiParameter, "in"> & { readonly in: string };

function article({ method, path, operation }: { method: string; path: string; operation: OpenApiOperation }): string {
  return `<article id="${escapeHtml(operation.operationId)}"><h2><b>${method}</b>${escapeHtml(path)}</h2>
<p>${escapeHtml(operation.summary)}</p>${parameterTable([...operation.parameters, ...bodyFields(operation)])}${answerTable(operation)}</article>`;
}

/** The keys of a body, shown like the parameters of a query. */
function bodyFields(operation: OpenApiOperation): Field[] {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema ?? {};
  const properties: unknown = Reflect.get(schema, "properties");
  const required: unknown = Reflect.get(schema, "required");
  return Object.entries(Object(properties)).map(([name, inner]) => ({
    name,
    in: "body",
    required: Array.isArray(required) && required.includes(name),
    schema: Object(inner),
  }));
}

function parameterTable(parameters: readonly Field[]): string {
  const rows = parameters.map(
    (parameter) =>
      `<tr><th scope="row"><code>${escapeHtml(parameter.name)}</code></th><td>${parameter.in}${
        parameter.required ? ", required" : ""
      }</td><td>${escapeHtml(describe(parameter))}</td></tr>`,
  );
  return rows.length === 0 ? "" : `<table><caption>Parameters</caption>${rows.join("")}</table>`;
}

/** The description of a parameter stands at itself, its schema, or the schema's alternatives. */
function describe(parameter: Field): string {
  const alternatives: unknown = Reflect.get(parameter.schema, "anyOf");
  const places: unknown[] = [parameter, parameter.schema, ...(Array.isArray(alternatives) ? alternatives : [])];
  for (const place of places) {
    const text: unknown = typeof place === "object" && place !== null ? Reflect.get(place, "description") : undefined;
    if (typeof text === "string") return text;
  }
  return "";
}

function answerTable(operation: OpenApiOperation): string {
  const rows = Object.entries(operation.responses).map(
    ([status, { description, content }]) =>
      `<tr><th scope="row">${status}</th><td>${escapeHtml(description)}</td><td><code>${escapeHtml(
        Object.keys(content ?? {}).join(", "),
      )}</code></td></tr>`,
  );
  return `<table><caption>Answers</caption>${rows.join("")}</table>`;
}
