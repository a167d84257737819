import { JSON_TYPE, Relocation, ROUTES } from "@caterva2/protocol";
import type { OnProgress } from "@caterva2/repository";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ServerContext } from "../context.ts";
import { acceptAnyBody, bodyOf } from "../http/body.ts";
import { answerWithProgress, wantsProgress } from "../http/progress-answer.ts";
import { callerOf, clientOf, datasetPathOf, setAuditSubject } from "../http/request.ts";
import { parseJsonBody, validator } from "../http/validation.ts";
import { writeRoute } from "./writes.ts";

/** Two paths, each as long as a URL may be, and the JSON around them. */
const MAX_BODY = 64 * 1024;

/** Moving, copying, removing, and making what is empty: the body is little or nothing. */
export function relocationsResource(app: FastifyInstance, { writer }: ServerContext): void {
  const check = validator(Relocation, "body");

  app.register(async (scope) => {
    acceptAnyBody(scope, MAX_BODY);
    writeRoute(scope, ROUTES.move.path, async (request, reply) => {
      const { src, dst } = check(parseJsonBody(bodyOf(request)));
      setAuditSubject(request, `${src} -> ${dst}`);
      return sendPath(reply, await writer.move(callerOf(request), src, dst));
    });
    writeRoute(scope, ROUTES.copy.path, async (request, reply) => {
      const { src, dst } = check(parseJsonBody(bodyOf(request)));
      setAuditSubject(request, `${src} -> ${dst}`);
      return sendPath(reply, await writer.copy(callerOf(request), src, dst));
    });
    writeRoute(scope, ROUTES.remove.path, async (request, reply) =>
      sendPath(reply, await writer.remove(callerOf(request), datasetPathOf(request))),
    );
    writeRoute(scope, ROUTES.unfold.path, async (request, reply) => {
      const { signal } = clientOf(request, reply);
      const path = datasetPathOf(request);
      const work = (onProgress?: OnProgress) => writer.unfold(callerOf(request), path, { signal, onProgress });
      return wantsProgress(request) ? answerWithProgress(request, reply, work) : sendPath(reply, await work());
    });
    writeRoute(scope, ROUTES.makedir.path, async (request, reply) =>
      sendPath(reply, await writer.makeDirectory(callerOf(request), datasetPathOf(request))),
    );
    writeRoute(scope, ROUTES.addnotebook.path, async (request, reply) =>
      sendPath(reply, await writer.addNotebook(callerOf(request), datasetPathOf(request))),
    );
  });
}

/** A path as JSON text. */
export function sendPath(reply: FastifyReply, path: string): FastifyReply {
  return reply.type(JSON_TYPE).send(JSON.stringify(path));
}
