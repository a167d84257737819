import { parseFolder, parseInfo } from "@caterva2/client";
import { isCatervaError } from "@caterva2/ndarray";
import { factsOf, isRecord } from "./facts.ts";
import { type DataPort, Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { apiUrl } from "./urls.ts";

type Get = (url: string, init: { readonly signal: AbortSignal | null }) => Promise<Response>;

/**
 * Names and facts, asked for from the page itself: the list of files needs neither the worker nor its
 * decoder, which are larger than the rest and come later.
 */
export function createCatalogue(
  get: Get = (url, init) => fetch(url, init),
): Pick<DataPort, "roots" | "folder" | "facts"> {
  const json = async (url: string, signal: AbortSignal | undefined): Promise<unknown> => {
    const response = await get(url, { signal: signal ?? null }).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw new Failure({ code: "source.unreadable", message: "The server did not answer." });
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && body !== undefined) return body;
    throw refusal(response.status, body);
  };
  return {
    async roots(signal) {
      const body = await json(apiUrl("roots"), signal);
      if (!isRecord(body)) throw unexpected();
      return Object.keys(body);
    },
    async folder(path, signal) {
      const body = await json(apiUrl("folder", path), signal);
      return read(() => parseFolder(body).entries);
    },
    async facts(path, signal) {
      const body = await json(apiUrl("info", path), signal);
      return read(() => factsOf(parseInfo(path, body, undefined)));
    },
  };
}

/** What the server answered, read by the client's own rules. */
function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw isCatervaError(error) ? new Failure({ code: error.code, message: error.message }) : error;
  }
}

function unexpected(): Failure {
  return new Failure({ code: "request.invalid", message: "The server's answer is not of the expected form." });
}
