import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Formats that are compressed already gain nothing. */
const INCOMPRESSIBLE = new Set([".png", ".woff2", ".ico"]);

/** Below this the headers weigh more than what is saved. */
const SMALLEST_COMPRESSED = 1024;

export type ContentEncoding = "identity" | "br" | "gzip";

/** One file of the web build, in memory. */
export interface WebAsset {
  readonly mediaType: string;
  readonly etag: string;
  /** The name holds a hash of the content, so it never changes under this name. */
  readonly immutable: boolean;
  /** The body in an encoding; compressed once, when it is first asked for. */
  body(encoding: ContentEncoding): Promise<Buffer>;
  readonly compressible: boolean;
}

/** The web build by URL path (`/assets/index-B2x.js`); it always has `/index.html`. */
export type WebBuild = ReadonlyMap<string, WebAsset>;

/** Reads a build into memory; undefined if there is none. Requests never reach the file system. */
export async function readWebBuild(directory: string): Promise<WebBuild | undefined> {
  let files: { path: string; content: Buffer }[];
  try {
    const entries = await readdir(directory, { withFileTypes: true, recursive: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    // What begins with a dot is the build tool's own.
    const served = paths.filter(
      (path) =>
        !relative(directory, path)
          .split(sep)
          .some((part) => part.startsWith(".")),
    );
    files = await Promise.all(served.map(async (path) => ({ path, content: await readFile(path) })));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const build = new Map(
    files.map(({ path, content }) => [`/${relative(directory, path).split(sep).join("/")}`, asset(path, content)]),
  );
  return build.has("/index.html") ? build : undefined;
}

function asset(path: string, content: Buffer): WebAsset {
  const extension = extname(path);
  const bodies: Partial<Record<ContentEncoding, Promise<Buffer>>> = { identity: Promise.resolve(content) };
  return {
    mediaType: MEDIA_TYPES[extension] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`,
    immutable: /-[\w-]{8}\.\w+$/.test(path) && path.includes(`${sep}assets${sep}`),
    compressible: content.byteLength >= SMALLEST_COMPRESSED && !INCOMPRESSIBLE.has(extension),
    body(encoding) {
      bodies[encoding] ??= encoding === "br" ? brotli(content) : promisify(gzip)(content);
      return bodies[encoding];
    },
  };
}

function brotli(content: Buffer): Promise<Buffer> {
  // Quality 9 is within a few percent of the best, at a tenth of its time.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
  };
  return promisify(brotliCompress)(content, { params });
}
