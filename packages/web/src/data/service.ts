import { type Client, createClient, type RemoteArray } from "@caterva2/client";
import type { Selection } from "@caterva2/ndarray";
import { factsOf } from "./facts.ts";
import { numericSlice } from "./numbers.ts";
import type { DataPort } from "./port.ts";

/** Arrays kept open: their headers and indices stay in memory. */
const OPEN_ARRAYS = 16;

/** The data of a server, decoded and counted where this runs: in a worker. */
export function createService(client: Client): DataPort {
  const arrays = new Map<string, Promise<RemoteArray>>();

  const open = (path: string): Promise<RemoteArray> => {
    const known = arrays.get(path);
    if (known !== undefined) return known;
    // Not aborted with the read that asked first: the next slice needs it too.
    const array = client.openArray(path);
    arrays.set(path, array);
    array.catch(() => arrays.delete(path));
    const oldest = arrays.size > OPEN_ARRAYS ? arrays.keys().next().value : undefined;
    if (oldest !== undefined) arrays.delete(oldest);
    return array;
  };

  const read = async (path: string, selection: Selection, signal?: AbortSignal) =>
    (await open(path)).read(selection, { signal });

  return {
    roots: (signal) => client.roots({ signal }),
    folder: async (path, signal) => (await client.folder(path, { signal })).entries,
    async facts(path, signal) {
      arrays.delete(path);
      return factsOf(await client.info(path, { signal }));
    },
    text: (path, signal) => client.text(path, { signal, maxBytes: TEXT_BYTES }),
    read,
    numbers: async (path, selection, form, signal) => numericSlice(await read(path, selection, signal), form),
  };
}

const TEXT_BYTES = 16 * 2 ** 20;

/** The service of the server that this page came from. */
export function ownService(): DataPort {
  return createService(createClient({ baseUrl: "" }));
}
