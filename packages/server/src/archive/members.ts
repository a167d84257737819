import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { FileFacts } from "@caterva2/repository";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { baseName } from "../http/content-headers.ts";
import { callerOf, clientOf } from "../http/request.ts";
import type { Client } from "../workers/pool.ts";
import { memberName } from "./member-name.ts";
import type { Member } from "./zip-stream.ts";

/** Files of an archive: each costs a line at its end, and a look at the listing for every page. */
export const MOST_MEMBERS = 100_000;

const PAGE = 5000;

/** The names of all files below a directory, page by page. */
type Names = AsyncGenerator<string, undefined>;

interface Page {
  readonly names: readonly string[];
  readonly next: string | null;
  readonly total: number;
}

/**
 * The files below a directory as members of an archive, under its own name. What vanishes before its turn is left out,
 * and so are stores that are directories. @throws limit.exceeded, and as a listing, before there is any
 */
export async function openMembers(
  context: ServerContext,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AsyncGenerator<Member, undefined>> {
  const client = clientOf(request, reply);
  const page = async (after: string | undefined): Promise<Page> => {
    const query = { limit: PAGE, after };
    const text = await context.pool.run("names", [callerOf(request), path, query], "light", client);
    return JSON.parse(new TextDecoder().decode(text));
  };
  const first = await page(undefined);
  if (first.total > MOST_MEMBERS) {
    throw new CatervaError(
      "limit.exceeded",
      `There are ${first.total} files, and at most ${MOST_MEMBERS} go into one archive: take the directories below.`,
    );
  }
  const open = (name: string) => openMember(context, request, client, `${path}/${name}`);
  return membersOf(allNames(first, page), open, baseName(path).replace(/^@/, ""));
}

async function* allNames(first: Page, page: (after: string) => Promise<Page>): Names {
  for (let now = first; ; now = await page(now.next)) {
    yield* now.names;
    if (now.next === null) return undefined;
  }
}

/** The content of a file, which somebody has to close. */
interface OpenMember extends Omit<Member, "name"> {
  readonly suffix: string;
  close(): Promise<unknown>;
}

async function* membersOf(
  names: Names,
  open: (name: string) => Promise<OpenMember | undefined>,
  directory: string,
): AsyncGenerator<Member, undefined> {
  for await (const name of names) {
    const content = await open(name);
    if (content === undefined) continue;
    try {
      yield { ...content, name: memberName(`${directory}/${name}${content.suffix}`) };
    } finally {
      await content.close();
    }
  }
  return undefined;
}

/** Opens a file as a download has it; undefined if it is none, or not there any more. */
async function openMember(
  context: ServerContext,
  request: FastifyRequest,
  client: Client,
  path: string,
): Promise<OpenMember | undefined> {
  const { repository, pool } = context;
  const caller = callerOf(request);
  try {
    const facts = await repository.file(caller, path);
    if (facts.stored !== "compressed") return await openStored(context, request, path, "");
    try {
      const { size, pieces } = await pool.content(caller, path, client);
      const iterator = pieces[Symbol.asyncIterator]();
      const same = { [Symbol.asyncIterator]: () => iterator };
      const close = async () => iterator.return?.();
      return { size, pieces: same, mtimeMs: mtimeOf(facts), packs: true, suffix: "", close };
    } catch (error) {
      // One damaged file is no reason to give none of them.
      if (!isCatervaError(error) || !error.code.startsWith("blosc2.")) throw error;
      return await openStored(context, request, path, ".b2");
    }
  } catch (error) {
    if (isCatervaError(error, "path.not_found") || isCatervaError(error, "dataset.wrong_kind")) return undefined;
    throw error;
  }
}

async function openStored(
  { repository }: ServerContext,
  request: FastifyRequest,
  path: string,
  suffix: string,
): Promise<OpenMember> {
  const { file, facts } = await (await repository.file(callerOf(request), path)).open();
  const pieces = file.stream(0, file.size);
  const packs = facts.stored === "plain";
  return { size: file.size, pieces, mtimeMs: mtimeOf(facts), packs, suffix, close: () => file.close() };
}

function mtimeOf({ mtimeNs }: FileFacts): number {
  return Number(mtimeNs / 1_000_000n);
}
