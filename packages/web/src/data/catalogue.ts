import { parseFolder, parseInfo } from "@caterva2/client";
import { isCatervaError } from "@caterva2/ndarray";
import { isInContainer, learnFrom } from "../state/containers.ts";
import { parentPath } from "../state/place.ts";
import { factsOf, isRecord, type OpaqueFacts, type TextFacts } from "./facts.ts";
import { type DataPort, Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { apiUrl } from "./urls.ts";

/** Texts and other members without a description that are kept from listings. */
const MAX_MEMBERS = 1000;

type Get = (url: string, init: { readonly signal: AbortSignal | null }) => Promise<Response>;

/**
 * Names and facts, asked for from the page itself: the list of files needs neither the worker nor its
 * decoder, which are larger than the rest and come later.
 */
export function createCatalogue(
  get: Get = (url, init) => fetch(url, init),
): Pick<DataPort, "roots" | "folder" | "paths" | "facts"> {
  const json = async (url: string, signal: AbortSignal | undefined): Promise<unknown> => {
    const response = await get(url, { signal: signal ?? null }).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw new Failure({ code: "source.unreadable", message: "The server did not answer." });
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && body !== undefined) return body;
    throw refusal(response.status, body);
  };
  /** What listings told of members of containers that are not described in any other way: texts, and what is not served. */
  const members = new Map<string, TextFacts | OpaqueFacts>();
  const listed = async (path: string, signal: AbortSignal | undefined) => {
    const body = await json(apiUrl("folder", path), signal);
    const { entries } = read(() => parseFolder(body));
    learnFrom(path, entries);
    for (const { name, text, problem, mtime } of entries) {
      const inner = `${path}/${name}`;
      const named = { path: inner, mtime, size: undefined };
      members.delete(inner);
      if (text !== undefined) members.set(inner, { ...named, kind: "text", text });
      else if (problem !== undefined && isInContainer(inner)) {
        members.set(inner, { ...named, kind: "opaque", reason: problem });
      }
    }
    for (const oldest of [...members.keys()].slice(0, -MAX_MEMBERS)) members.delete(oldest);
    return entries;
  };
  const memberAt = async (path: string, signal: AbortSignal | undefined) => {
    if (!members.has(path)) await listed(parentPath(path), signal).catch(() => []);
    return members.get(path);
  };
  return {
    async roots(signal) {
      const body = await json(apiUrl("roots"), signal);
      if (!isRecord(body)) throw unexpected();
      return Object.keys(body);
    },
    folder: listed,
    async paths(root, signal) {
      const names = await json(apiUrl("list", root), signal);
      if (!Array.isArray(names)) throw unexpected();
      return names.map((name) => `${root}/${name}`);
    },
    async facts(path, signal) {
      const known = members.get(path);
      if (known !== undefined) return known;
      try {
        const body = await json(apiUrl("info", path), signal);
        return read(() => factsOf(parseInfo(path, body, undefined)));
      } catch (error) {
        const isLost = error instanceof Failure && error.code === "path.not_found";
        const member = isLost && isInContainer(path) ? await memberAt(path, signal) : undefined;
        if (member === undefined) throw error;
        return member;
      }
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
