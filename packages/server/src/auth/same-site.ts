/** The headers by which browsers say where a request comes from. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
  readonly "sec-fetch-mode"?: string | string[] | undefined;
  readonly accept?: string | undefined;
}

/**
 * Whether a browser sends this for a page of somebody else. Programs say nothing of where they come from, and
 * carry no one's cookies but their own. `Host` is good for comparing: no page can make a browser send another.
 *
 * @param ownOrigin of the address at which people reach the server
 */
export function isCrossSite(headers: OriginHeaders, ownOrigin: string): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site === "same-origin" || origin === ownOrigin) return false;
  if (site !== undefined && site !== "none") return true;
  return origin !== undefined && !isHost(origin, host ?? "");
}

/**
 * Whether a browser might be opening this as a page, by a link in a mail or from any site: cookies go along
 * then. Over plain http browsers do not say `Sec-Fetch-*`, but that they would like HTML they always say.
 */
export function isNavigation(headers: OriginHeaders): boolean {
  return headers["sec-fetch-mode"] === "navigate" || (headers.accept ?? "").includes("text/html");
}

/** `https://a.b:8000/` → `https://a.b:8000`. */
export function originOf(url: string): string {
  return new URL(url).origin;
}

/** Whether a `Host` header names the host and port of an origin; `null` is the origin of sandboxed pages. */
function isHost(origin: string, host: string): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const asked = `${url?.protocol}//${host}`;
  return url !== undefined && URL.canParse(asked) && new URL(asked).host === url.host;
}
