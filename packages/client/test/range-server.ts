import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A file that a {@link RangeServer} serves; tests change it on the way. */
export interface ServedFile {
  bytes: Uint8Array;
  etag: string;
  /** False: a Range header is answered with 416. */
  ranges: boolean;
  /** JSON of `/api/info`. */
  info?: unknown;
  /** Answers `slice_` requests; others than this server's tests never ask. */
  slice?: (text: string) => Uint8Array;
}

export interface Seen {
  readonly url: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  status: number;
  bytes: number;
  aborted: boolean;
}

/** A small real HTTP server: `/api/fetch/NAME` with byte ranges (RFC 9110), `/api/info/NAME`, and whatever `answers` holds. */
export interface RangeServer {
  readonly url: string;
  readonly files: Map<string, ServedFile>;
  /** By path: answers that are sent as they are. */
  readonly answers: Map<string, { status: number; type: string; body: string }>;
  /** Every request so far; tests empty it. */
  seen: Seen[];
  /** Requests wait for this before they are answered. */
  gate: Promise<void>;
  /** Parts of a multipart answer that are sent; fewer than asked for when set. */
  mostParts: number;
  close(): Promise<void>;
}

export async function startRangeServer(): Promise<RangeServer> {
  const http = createServer((request, response) => void answer(server, request, response));
  // On a busy machine tests pause for longer than Node keeps an idle connection, and reuse it just as it ends.
  http.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const server: RangeServer = {
    url: `http://127.0.0.1:${port}`,
    files: new Map(),
    answers: new Map(),
    seen: [],
    gate: Promise.resolve(),
    mostParts: Infinity,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}

async function answer(server: RangeServer, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", server.url);
  const seen: Seen = {
    url: url.pathname + url.search,
    range: request.headers.range,
    ifRange: request.headers["if-range"]?.toString(),
    status: 0,
    bytes: 0,
    aborted: false,
  };
  server.seen.push(seen);
  response.on("close", () => {
    seen.aborted = !response.writableFinished;
  });
  await server.gate;
  const { status, headers, body } = answerOf(server, url, seen);
  seen.status = status;
  seen.bytes = body.length;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string;
}

const JSON_TYPE = { "content-type": "application/json" };

function answerOf(server: RangeServer, url: URL, seen: Seen): Answer {
  const path = decodeURIComponent(url.pathname);
  const fixed = server.answers.get(path);
  if (fixed) return { status: fixed.status, headers: { "content-type": fixed.type }, body: fixed.body };
  const [, route, name = ""] = /^\/api\/(\w+)\/(.+)$/.exec(path) ?? [];
  const file = server.files.get(name);
  if (!file) return { status: 404, headers: JSON_TYPE, body: '{"detail":"no such file","code":"path.not_found"}' };
  if (route === "info") {
    return { status: 200, headers: { ...JSON_TYPE, etag: file.etag }, body: JSON.stringify(file.info) };
  }
  const slice = url.searchParams.get("slice_");
  if (slice !== null && file.slice) return { status: 200, headers: {}, body: file.slice(slice) };
  return fileAnswer(server, file, seen);
}

function fileAnswer(server: RangeServer, file: ServedFile, seen: Seen): Answer {
  const size = file.bytes.byteLength;
  if (seen.range !== undefined && !file.ranges) return { status: 416, headers: JSON_TYPE, body: '{"detail":"none"}' };
  const current = seen.ifRange === undefined || seen.ifRange === file.etag;
  if (seen.range === undefined || !current) return { status: 200, headers: { etag: file.etag }, body: file.bytes };
  const spans = spansOf(seen.range, size).slice(0, server.mostParts);
  const [first] = spans;
  if (!first) return { status: 416, headers: { "content-range": `bytes */${size}` }, body: "" };
  const rangeText = ([from, to]: readonly [number, number]) => `bytes ${from}-${to}/${size}`;
  if (spans.length === 1) {
    const headers = { etag: file.etag, "content-range": rangeText(first) };
    return { status: 206, headers, body: file.bytes.subarray(first[0], first[1] + 1) };
  }
  const parts = spans.flatMap((span) => [
    Buffer.from(`--edge\r\nContent-Type: application/octet-stream\r\nContent-Range: ${rangeText(span)}\r\n\r\n`),
    Buffer.from(file.bytes.subarray(span[0], span[1] + 1)),
    Buffer.from("\r\n"),
  ]);
  const headers = { etag: file.etag, "content-type": "multipart/byteranges; boundary=edge" };
  return { status: 206, headers, body: Buffer.concat([...parts, Buffer.from("--edge--\r\n")]) };
}

/** Spans of a Range header, clamped, sorted and merged. */
function spansOf(header: string, size: number): [number, number][] {
  const spans = header
    .replace("bytes=", "")
    .split(",")
    .flatMap((text): [number, number][] => {
      const [from = "", to = ""] = text.trim().split("-");
      const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
      const end = from === "" || to === "" ? size - 1 : Math.min(size - 1, Number(to));
      return start <= end ? [[start, end]] : [];
    });
  spans.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span[0] <= last[1] + 1) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}
