import { describe, expect, test } from "vitest";
import { renderNotebook } from "./notebook-html.ts";

const cell = (kind: string, source: unknown, outputs?: unknown) => ({ cell_type: kind, source, outputs });
const render = (...cells: unknown[]) => renderNotebook({ nbformat: 4, cells }, "n.ipynb");
const evil = "<script>alert(1)</script>";

describe("a notebook as a page", () => {
  test("shows markdown, sources and outputs", () => {
    const page = render(
      cell("markdown", ["# Title\n", "*text*"]),
      cell("code", "a < b", [
        { output_type: "stream", name: "stdout", text: ["one\n", "two"] },
        { output_type: "execute_result", data: { "text/plain": "array([1])", "text/html": "<b>no</b>" } },
        { output_type: "error", ename: "E", traceback: ["\u001b[0;31mValueError\u001b[0m", "line 2"] },
        { output_type: "display_data", data: { "image/png": "iVBO\nRw0=\n", "text/plain": "<Figure>" } },
      ]),
      cell("raw", "kept as it is"),
    );
    expect(page).toContain("<h1>Title</h1>");
    expect(page).toContain("<em>text</em>");
    expect(page).toContain('<pre class="code">a &lt; b</pre>');
    expect(page).toContain("<pre>one\ntwo</pre>");
    expect(page).toContain("<pre>array([1])</pre>");
    expect(page).toContain('<pre class="error">ValueError\nline 2</pre>');
    expect(page).toContain('<img alt="output" src="data:image/png;base64,iVBORw0=">');
    expect(page).not.toContain("<b>no</b>");
    expect(page).not.toContain("Figure");
    expect(page).toContain("<pre>kept as it is</pre>");
  });

  test.each([
    ["title", () => renderNotebook({ cells: [] }, evil)],
    ["markdown", () => render(cell("markdown", `${evil}\n\n<img src=x onerror=alert(1)>`))],
    ["source", () => render(cell("code", evil))],
    ["raw", () => render(cell("raw", evil))],
    ["unknown kind", () => render(cell(evil, evil))],
    ["stream", () => render(cell("code", "", [{ output_type: "stream", text: evil }]))],
    ["html output", () => render(cell("code", "", [{ output_type: "display_data", data: { "text/html": evil } }]))],
    ["svg output", () => render(cell("code", "", [{ output_type: "display_data", data: { "image/svg+xml": evil } }]))],
    ["js output", () => render(cell("code", "", [{ output_type: "display_data", data: { "text/javascript": evil } }]))],
    ["image", () => render(cell("code", "", [{ output_type: "display_data", data: { "image/png": `"><script>` } }]))],
    ["traceback", () => render(cell("code", "", [{ output_type: "error", traceback: [evil] }]))],
  ])("runs nothing of its %s", (_where, page) => {
    expect(page()).not.toMatch(/<script|<[^>]*\son\w+=/i);
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", "data:image/svg+xml;base64,x", "java\nscript:x"])(
    "links and images do not lead to %s",
    (url) => {
      expect(render(cell("markdown", `[a](<${url}>) ![b](<${url}>)`))).not.toMatch(/(href|src)="(?!#)/);
    },
  );

  test("pictures of other sites are not loaded, links to them work", () => {
    const page = render(cell("markdown", "[a](https://example.org/) ![b](https://example.org/x.png)"));
    expect(page).toContain('href="https://example.org/"');
    expect(page).not.toContain("<img");
    expect(render(cell("markdown", "![b](data:image/png;base64,iVBO)"))).toContain(
      '<img src="data:image/png;base64,iVBO"',
    );
  });

  test.each([null, 3, [], {}, { cells: 3 }, { worksheets: [{ cells: [] }] }])("%j is none", (value) => {
    expect(() => renderNotebook(value, "x")).toThrow(expect.objectContaining({ code: "dataset.wrong_kind" }));
  });

  test.each([
    null,
    3,
    {},
    { cell_type: 3, source: 7, outputs: {} },
    { cell_type: "code", outputs: [null, { data: 3 }] },
  ])("a cell %j does no harm", (value) => {
    expect(render(value)).toContain("<section>");
  });
});
