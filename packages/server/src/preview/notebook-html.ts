import { CatervaError } from "@caterva2/ndarray";
import MarkdownIt from "markdown-it";
import { escapeHtml } from "../http/escape-html.ts";

/** Raw HTML in a notebook is shown as text; markdown-it refuses script URLs of links by itself. */
const markdown = new MarkdownIt({ html: false, linkify: false });
markdown.validateLink = (url) => /^(https?:|mailto:|#|data:image\/(png|jpeg);)/i.test(url.trim());
// A picture of another site would tell it who reads: its text stands in for it.
const renderImage = markdown.renderer.rules.image;
markdown.renderer.rules.image = (tokens, index, options, env, self) => {
  const token = tokens[index];
  const embedded = String(token?.attrGet("src")).startsWith("data:") && renderImage;
  return embedded ? embedded(tokens, index, options, env, self) : escapeHtml(token?.content ?? "");
};

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem; }
pre { font: 13px/1.45 ui-monospace, monospace; overflow: auto; padding: .6rem .8rem; margin: .4rem 0; }
.code { border: 1px solid #8886; border-radius: 4px; background: #8881; }
.error { border-left: 3px solid #c33; }
img { max-width: 100%; }`;

/**
 * A notebook (nbformat 4) as static HTML: markdown without its HTML, sources and text outputs escaped,
 * PNG and JPEG outputs as images; every other output is left out. @throws dataset.wrong_kind
 */
export function renderNotebook(notebook: unknown, title: string): string {
  const cells = property(notebook, "cells");
  if (!Array.isArray(cells)) throw new CatervaError("dataset.wrong_kind", "The file is not a notebook of format 4.");
  const body = cells.map(renderCell).join("\n");
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>\n${body}\n</body></html>\n`
  );
}

function renderCell(cell: unknown): string {
  const source = textOf(property(cell, "source"));
  switch (property(cell, "cell_type")) {
    case "markdown":
      return `<section>${markdown.render(source)}</section>`;
    case "code": {
      const outputs = property(cell, "outputs");
      const shown = Array.isArray(outputs) ? outputs.map(renderOutput).join("") : "";
      return `<section><pre class="code">${escapeHtml(source)}</pre>${shown}</section>`;
    }
    default:
      return `<section><pre>${escapeHtml(source)}</pre></section>`;
  }
}

function renderOutput(output: unknown): string {
  switch (property(output, "output_type")) {
    case "stream":
      return `<pre>${escapeHtml(plainText(textOf(property(output, "text"))))}</pre>`;
    case "error":
      return `<pre class="error">${escapeHtml(plainText(textOf(property(output, "traceback"), "\n")))}</pre>`;
    default:
      return renderData(property(output, "data"));
  }
}

function renderData(data: unknown): string {
  for (const type of ["image/png", "image/jpeg"]) {
    const image = textOf(property(data, type)).replace(/\s/g, "");
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(image)) return `<img alt="output" src="data:${type};base64,${image}">`;
  }
  const text = textOf(property(data, "text/plain"));
  return text === "" ? "" : `<pre>${escapeHtml(plainText(text))}</pre>`;
}

/** Without the colours of a terminal. */
function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins what is removed
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
}

/** Multi-line texts are texts or lists of them. */
function textOf(value: unknown, separator = ""): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === "string").join(separator) : "";
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
