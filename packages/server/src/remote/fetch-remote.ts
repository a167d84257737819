import { lookup as resolveName } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { CatervaError } from "@caterva2/ndarray";
import { steadily } from "../http/multipart.ts";

export interface RemoteOptions {
  /** Whether an address may be connected to. */
  readonly permits: (address: string) => boolean;
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** For one file, redirects and all, in ms. */
  readonly deadlineMs: number;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Opens a file of the web. The address is checked when it is connected to, for each redirect too, so that no name
 * can mean one address when it is looked at and another one later. What is compressed on the way is refused.
 * @throws remote.refused, remote.unreachable
 */
export async function fetchRemote(url: string, options: RemoteOptions): Promise<AsyncIterable<Uint8Array>> {
  const signal = AbortSignal.timeout(options.deadlineMs);
  let target = parsed(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await ask(target, options, signal);
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode) && headers.location !== undefined) {
      response.destroy();
      target = parsed(headers.location, target);
      continue;
    }
    const reason = refusalOf(response, options);
    if (reason === undefined) return bounded(response, options.maxBytes);
    response.destroy();
    throw new CatervaError("remote.refused", reason);
  }
  throw new CatervaError("remote.refused", `The address leads on and on: more than ${MAX_REDIRECTS} redirects.`);
}

function refusalOf({ statusCode, headers }: IncomingMessage, { maxBytes }: RemoteOptions): string | undefined {
  if (statusCode !== 200) return `The other server answered ${statusCode}.`;
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") return "The other server sends the file compressed, though it was asked not to.";
  if (Number(headers["content-length"] ?? 0) > maxBytes) return `The file has more than ${maxBytes} bytes.`;
  return undefined;
}

function parsed(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
    throw new CatervaError("remote.refused", "The address of a file is an http: or https: URL without a password.");
  }
  return url;
}

function ask(url: URL, { permits }: RemoteOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // An address that is written out is connected to without being looked up.
  if (isIP(host) !== 0 && !permits(host)) throw notPermitted();
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const headers = { "accept-encoding": "identity", "user-agent": "caterva2" };
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, signal, agent: false, lookup: guardedLookup(permits) }, resolve);
    sent.on("error", (error) => {
      const known = error instanceof CatervaError;
      reject(
        known ? error : new CatervaError("remote.unreachable", "The other server does not answer.", { cause: error }),
      );
    });
    sent.end();
  });
}

/** Looks a name up, and connects only if all of its addresses are permitted. */
function guardedLookup(permits: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "");
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => permits(address)))
        return callback(notPermitted(), "");
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

async function* bounded(response: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const piece of steadily(response)) {
    length += piece.byteLength;
    if (length > maxBytes) throw new CatervaError("remote.refused", `The file has more than ${maxBytes} bytes.`);
    yield piece;
  }
}

function notPermitted(): CatervaError {
  return new CatervaError("remote.refused", "This server does not ask addresses of its own or of private networks.");
}
