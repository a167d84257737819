import { CatervaError } from "@caterva2/ndarray";
import type { Caller, Repository } from "@caterva2/repository";
import { boundedContent } from "./bounded-content.ts";

const MAX_NOTEBOOK_BYTES = 32 * 1024 * 1024;

/** Marks the cells that are put in front: those of an earlier time go. */
const MARK = "caterva2_pyodide_bootstrap";

/** The first nbformat whose cells have ids. */
const IDS_SINCE_MINOR = 5;

const INSTALL = `import sys

if sys.platform == "emscripten":
    import micropip

    await micropip.install(["blosc2", "caterva2"])`;

const IMPORT = `import blosc2
import caterva2

print("blosc2", blosc2.__version__)
print("caterva2", caterva2.__version__)`;

/**
 * A notebook for JupyterLite, with cells in front that bring what it needs to read from this server; the stored one stays
 * as it is. @throws dataset.wrong_kind for what is no notebook of nbformat 4, limit.exceeded
 */
export async function pyodideNotebook(repository: Repository, caller: Caller, path: string): Promise<Uint8Array> {
  const content = await boundedContent(repository, caller, path, MAX_NOTEBOOK_BYTES);
  return new TextEncoder().encode(JSON.stringify(withBootstrap(parse(content)), undefined, 1));
}

/** A notebook with the two cells, once. @throws dataset.wrong_kind */
export function withBootstrap(notebook: unknown): object {
  const { cells, nbformat, nbformat_minor: minor } = Object(notebook);
  if (!Array.isArray(cells) || (nbformat !== undefined && nbformat !== 4)) throw noNotebook();
  const own = cells.filter((cell) => Object(Object(cell).metadata)[MARK] !== true);
  const ids = typeof minor === "number" && minor >= IDS_SINCE_MINOR;
  const front = [INSTALL, IMPORT].map((source, index) => codeCell(source, ids ? `caterva2-${index}` : undefined));
  return { ...Object(notebook), cells: [...front, ...own] };
}

function codeCell(source: string, id: string | undefined): object {
  return {
    cell_type: "code",
    execution_count: null,
    ...(id !== undefined && { id }),
    metadata: { [MARK]: true },
    outputs: [],
    source,
  };
}

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw noNotebook(error);
  }
}

function noNotebook(cause?: unknown): CatervaError {
  return new CatervaError("dataset.wrong_kind", "The file is not a notebook.", { cause });
}
