import { CatervaError } from "@caterva2/ndarray";
import { FetchParameters, MAX_FETCH_BODY, ROUTES } from "@caterva2/protocol";
import type { Caller, FetchAnswer, FetchRequest, FileFacts } from "@caterva2/repository";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BoundedCache } from "../bounded-cache.ts";
import type { ServerContext } from "../context.ts";
import { acceptAnyBody, bodyOf } from "../http/body.ts";
import { fileFacts } from "../http/file-facts.ts";
import { sendMade } from "../http/planned-answer.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute, routerPath } from "../http/routes.ts";
import { sendStored } from "../http/stored-answer.ts";
import { parseJsonBody, validator } from "../http/validation.ts";
import { fetchLane } from "../workers/lane.ts";
import type { Client, Lane } from "../workers/pool.ts";

/** Frames, by file and version, of which a worker has said that they may be sent as they are. */
const REMEMBERED_FRAMES = 10_000;

type Send = (request: FastifyRequest, reply: FastifyReply, parameters: FetchParameters) => Promise<FastifyReply>;

export function fetchResource(app: FastifyInstance, context: ServerContext): void {
  const checkQuery = validator(FetchParameters, "query");
  const checkBody = validator(FetchParameters, "body");
  const send = fetchSender(context);

  readRoute(app, ROUTES.fetch.path, async (request, reply) => {
    // Other keys of a query are nobody's business; a body has none, so there they are errors.
    const { slice_, indices, field, filter, sort, order, rows, total } = Object(request.query);
    const flag = total === "true" || total === "1" ? true : total === "false" || total === "0" ? false : total;
    return send(
      request,
      reply,
      checkQuery(defined({ slice_, indices, field, filter, sort, order, rows, total: flag })),
    );
  });

  app.register(async (scope) => {
    acceptAnyBody(scope, MAX_FETCH_BODY);
    scope.post(routerPath(ROUTES.fetchPost.path), async (request, reply) =>
      send(request, reply, checkBody(parseJsonBody(bodyOf(request)))),
    );
  });
}

function fetchSender(context: ServerContext): Send {
  const { repository } = context;
  const decide = frameDecider(context);

  return async (request, reply, parameters) => {
    const path = datasetPathOf(request);
    const wanted = fetchRequestOf(parameters);
    const facts = await fileFacts(repository, callerOf(request), path);
    const ranged = request.method !== "POST" && request.headers.range !== undefined;
    if (ranged && facts !== undefined && (!isWhole(wanted) || facts.stored !== "frame")) refuseRange(reply);
    const client = clientOf(request, reply);
    const answer = await decide(
      callerOf(request),
      facts ?? { path },
      ranged ? { ...wanted, storedOnly: true } : wanted,
      client,
    );
    if (answer.kind === "stored") {
      if (facts === undefined) throw new CatervaError("source.changed", "There is a file just now: ask again.");
      return sendStored(facts, request, reply);
    }
    if (answer.kind === "unstored") return refuseRange(reply);
    return sendMade(context, answer, client, request, reply);
  };
}

/** A file, or a path at which there is none: a worker knows whether it is in one. */
type FetchPlace = FileFacts | { readonly path: string };

type DecidedAnswer = Exclude<FetchAnswer, { kind: "heavy" }>;

/** What answers a fetch, as a worker says; which files are sent as they are is remembered. */
export function frameDecider({ pool }: Pick<ServerContext, "pool">) {
  const frames = new BoundedCache<true>(REMEMBERED_FRAMES);

  return async (caller: Caller, place: FetchPlace, wanted: FetchRequest, client: Client): Promise<DecidedAnswer> => {
    const facts = "etag" in place ? place : undefined;
    if (facts !== undefined && isWhole(wanted) && frames.get(facts.id, facts.etag))
      return { kind: "stored", etag: facts.etag };
    const run = (lane: Lane) => pool.run("fetch", [caller, place.path, wanted, lane === "light"], lane, client);
    const first = await run(fetchLane(wanted));
    const answer = first.kind === "heavy" ? await run("heavy") : first;
    if (answer.kind === "heavy")
      throw new CatervaError("internal.unexpected", "A heavy job answered that it is heavy.");
    if (facts !== undefined && answer.kind === "stored" && isWhole(wanted)) frames.set(facts.id, answer.etag, true, 1);
    return answer;
  };
}

/** What is built for the request has no bytes to seek in; said before anything is computed. */
export function refuseRange(reply: FastifyReply): never {
  reply.header("accept-ranges", "none");
  throw new CatervaError("range.not_satisfiable", "This answer is built for the request and serves no byte ranges.");
}

function fetchRequestOf(parameters: FetchParameters): FetchRequest {
  const text = (value: string | null | undefined) => (value === null || value === "" ? undefined : value);
  return {
    slice: text(parameters.slice_),
    indices: text(parameters.indices),
    field: text(parameters.field),
    filter: text(parameters.filter),
    sort: text(parameters.sort),
    order: parameters.order ?? undefined,
    rows: text(parameters.rows),
    total: parameters.total ?? undefined,
  };
}

function isWhole({ storedOnly: _, ...parameters }: FetchRequest): boolean {
  return Object.values(parameters).every((value) => value === undefined);
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
