import { type Client, createClient, type RemoteArray } from "@caterva2/client";
import { isCatervaError, type Selection } from "@caterva2/ndarray";
import { numericSlice } from "./numbers.ts";
import type { WorkerPort } from "./port.ts";

/** Arrays kept open: their headers and indices stay in memory. */
const OPEN_ARRAYS = 16;

/** The data of a server, decoded and counted where this runs: in a worker. */
export function createService(client: Client): WorkerPort {
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

  const read = async (path: string, selection: Selection, signal?: AbortSignal) => {
    try {
      return await (await open(path)).read(selection, { signal });
    } catch (error) {
      if (!isCatervaError(error, "source.changed")) throw error;
      // The file became another array: it is opened anew, once.
      arrays.delete(path);
      return (await open(path)).read(selection, { signal });
    }
  };

  return {
    text: (path, signal) => client.text(path, { signal, maxBytes: TEXT_BYTES }),
    read,
    rows: (path, query, signal) => client.rows(path, query, { signal }),
    numbers: async (path, selection, form, signal) => numericSlice(await read(path, selection, signal), form),
  };
}

const TEXT_BYTES = 16 * 2 ** 20;

/** The service of the server that this page came from. */
export function ownService(): WorkerPort {
  return createService(createClient({ baseUrl: "" }));
}
