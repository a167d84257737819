import type { AuditSink } from "@caterva2/accounts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { auditSubjectOf, outcomeOf, rawPathOf } from "../http/request.ts";
import { identityOf } from "./identify.ts";

/** Calls that change data: `/api/NAME/...` with any method but those that read. */
const WRITE = /^\/api\/([a-z_]+)(?:\/|$)/;

/** Calls that keep their own records, and a read that is a POST. */
const NOT_HERE: ReadonlySet<string> = new Set(["adduser", "users", "fetch"]);

/** Writes down who changed what, and how it went, once the answer is on its way. */
export function installChangeRecords(app: FastifyInstance, audit: AuditSink): void {
  app.addHook("onResponse", async (request) => {
    const identity = identityOf(request);
    const action = actionOf(request);
    if (identity === undefined || action === undefined) return;
    const { id, email } = identity.user;
    const [subject, outcome, address] = [subjectOf(request), outcomeOf(request), request.ip];
    audit.record({ userId: id, email, action, subject, outcome, address });
  });
}

function actionOf(request: FastifyRequest): string | undefined {
  if (request.method !== "POST" && request.method !== "DELETE") return undefined;
  const name = WRITE.exec(request.routeOptions.url ?? "")?.[1];
  return name === undefined || NOT_HERE.has(name) ? undefined : name;
}

/** What a handler said that it works on, else the path of the call. */
function subjectOf(request: FastifyRequest): string {
  const said = auditSubjectOf(request);
  if (said !== undefined) return said;
  const [, , , ...rest] = rawPathOf(request.raw.url ?? "").split("/");
  try {
    return decodeURIComponent(rest.join("/"));
  } catch {
    return rest.join("/");
  }
}
