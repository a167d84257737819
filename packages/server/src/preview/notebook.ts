import { CatervaError } from "@caterva2/ndarray";
import type { Caller, Repository } from "@caterva2/repository";
import { boundedContent } from "./bounded-content.ts";

const MAX_NOTEBOOK_BYTES = 32 * 1024 * 1024;

/** A Jupyter notebook as a page without scripts. @throws dataset.wrong_kind if it is no notebook */
export async function notebookPage(repository: Repository, caller: Caller, path: string): Promise<string> {
  const content = await boundedContent(repository, caller, path, MAX_NOTEBOOK_BYTES);
  let notebook: unknown;
  try {
    notebook = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw new CatervaError("dataset.wrong_kind", "The file is not a notebook: it is not JSON.", { cause: error });
  }
  // Most servers never show a notebook: the renderer is loaded for the first one.
  const { renderNotebook } = await import("./notebook-html.ts");
  return renderNotebook(notebook, path.slice(path.lastIndexOf("/") + 1));
}
