/** The JSON of a notebook without cells, in the form of nbformat 4.5. */
export async function* emptyNotebook(): AsyncGenerator<Uint8Array> {
  const notebook = {
    cells: [],
    metadata: {
      kernelspec: { display_name: "Python (Pyodide)", language: "python", name: "python" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  yield new TextEncoder().encode(JSON.stringify(notebook, undefined, 1));
}
