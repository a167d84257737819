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
  if (origin !== undefined && origin.toLowerCase() === ownOrigin) return false;
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return origin !== undefined && !(host !== undefined && hostOf(origin) === host.toLowerCase());
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

/** Host and port as a `Host` header has them; `null` is the origin of sandboxed pages. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
