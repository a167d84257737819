import { CatervaError } from "@caterva2/ndarray";
import { decodeDatasetPath, type JupyterDirectory, ROUTES } from "@caterva2/protocol";
import type { Caller, FolderEntry } from "@caterva2/repository";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { ServerContext } from "../context.ts";
import { sendContent } from "../http/content-answer.ts";
import { baseName, setContentHeaders } from "../http/content-headers.ts";
import { callerOf, clientOf, rawPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";

type Directory = Static<typeof JupyterDirectory>;
type Entry = Directory["content"][number];

/** What a JupyterLite that is pointed at this server reads: directories, and the files in them. */
export function jupyterliteResource(app: FastifyInstance, context: ServerContext): void {
  const { repository, pool } = context;

  readRoute(app, ROUTES.jupyterContents.path, async (request, reply) => {
    const caller = callerOf(request);
    const path = directoryOf(behind(request.raw.url, ROUTES.jupyterContents.path));
    reply.header("cache-control", "no-cache");
    if (path === "") return reply.send(directory("", repository.roots(caller).map(rootEntry)));
    const entries = await pool.run("folder", [caller, path], "light", clientOf(request, reply));
    return reply.send(
      directory(
        path,
        entries.map((entry) => entryOf(entry, path, caller)),
      ),
    );
  });

  readRoute(app, ROUTES.jupyterFile.path, async (request, reply) => {
    const caller = callerOf(request);
    const path = decodeDatasetPath(behind(request.raw.url, ROUTES.jupyterFile.path));
    const facts = await repository.file(caller, path);
    setContentHeaders(reply, "attachment", baseName(path), facts.mediaType);
    if (path.endsWith(".ipynb")) {
      const notebook = await pool.run("pyodideNotebook", [caller, path], "heavy", clientOf(request, reply));
      return reply.send(Buffer.from(notebook));
    }
    return sendContent(context, facts, facts.stored === "compressed" ? "decoded" : "stored", request, reply);
  });
}

/** What stands in a URL where the route's path has `{path}`, as it came. */
function behind(url: string | undefined, route: string): string {
  return rawPathOf(url ?? "").slice(route.indexOf("{path}"));
}

const LISTING = "all.json";

/** The directory whose listing is asked for; empty for that of the roots. @throws path.invalid, path.not_found */
function directoryOf(raw: string): string {
  const path = decodeDatasetPath(raw);
  if (path === LISTING) return "";
  if (path.endsWith(`/${LISTING}`)) return path.slice(0, -LISTING.length - 1);
  throw new CatervaError("path.not_found", "Only directories are described here: ask for their all.json.");
}

/** A directory is as new as what is newest in it. */
function directory(path: string, content: Entry[]): Directory {
  const newest =
    content
      .map(({ last_modified }) => last_modified)
      .sort()
      .at(-1) ?? new Date().toISOString();
  return { ...facts(path, "directory", newest), format: "json", content };
}

function rootEntry(path: string): Entry {
  return { ...facts(path, "directory", new Date().toISOString()), format: null, content: null };
}

function entryOf({ name, kind, size, mtime }: FolderEntry, parent: string, caller: Caller): Entry {
  const type = kind === "directory" ? "directory" : name.endsWith(".ipynb") ? "notebook" : "file";
  const writable = type === "notebook" && caller.kind === "user";
  return { ...facts(`${parent}/${name}`, type, mtime), size, writable, format: null, content: null };
}

function facts(path: string, type: Entry["type"], time: string): Omit<Entry, "format" | "content"> {
  return {
    name: baseName(path),
    path,
    type,
    mimetype: null,
    size: null,
    created: time,
    last_modified: time,
    writable: false,
    hash: null,
    hash_algorithm: null,
  };
}
