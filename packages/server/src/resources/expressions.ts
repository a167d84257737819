import { CatervaError } from "@caterva2/ndarray";
import { LazyArrayBody, ROUTES } from "@caterva2/protocol";
import type { LazyWish, OnProgress } from "@caterva2/repository";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { acceptAnyBody, bodyOf } from "../http/body.ts";
import { answerWithProgress, wantsProgress } from "../http/progress-answer.ts";
import { callerOf, clientOf, datasetPathOf, setAuditSubject } from "../http/request.ts";
import { parseJsonBody, validator } from "../http/validation.ts";
import { sendPath } from "./relocations.ts";
import { writeRoute } from "./writes.ts";

/** A text, or the source of a function, with the paths of its operands. */
const MAX_BODY = 256 * 1024;

/** Making lazy arrays, and looking at what they would be. */
export function expressionsResource(app: FastifyInstance, { writer }: ServerContext): void {
  const check = validator(LazyArrayBody, "body");
  const read = (request: FastifyRequest) => check(parseJsonBody(bodyOf(request), MAX_BODY));

  /** What is computed for it ends when the client leaves: nobody knows of it, and whoever tries again begins anew. */
  const store = async (request: FastifyRequest, reply: FastifyReply, path: string, wish: LazyWish) => {
    const { signal } = clientOf(request, reply);
    const work = (onProgress?: OnProgress) => writer.storeLazy(callerOf(request), path, wish, { signal, onProgress });
    return wantsProgress(request) ? answerWithProgress(request, reply, work) : sendPath(reply, await work());
  };

  app.register(async (scope) => {
    acceptAnyBody(scope, MAX_BODY);
    writeRoute(scope, ROUTES.lazyexpr.path, async (request, reply) => {
      const body = read(request);
      const path = `@personal/${checkedName(body.name)}.b2nd`;
      setAuditSubject(request, path);
      return store(request, reply, path, wishOf(body));
    });
    writeRoute(scope, ROUTES.uploadLazyarr.path, async (request, reply) =>
      store(request, reply, datasetPathOf(request), wishOf(read(request))),
    );
    writeRoute(scope, ROUTES.previewExpression.path, async (request, reply) =>
      reply.send(await writer.previewLazy(callerOf(request), wishOf(read(request)))),
    );
  });
}

/** The name is one part of a path and nothing else. */
function checkedName(name: string | null): string {
  if (name !== null && name !== "" && !/[/\\\0]/.test(name) && name !== "." && name !== "..") return name;
  throw new CatervaError("request.invalid", "The name of a lazy array is one name, without slashes.");
}

function wishOf({ name, expression, func, operands, dtype, shape, compute }: LazyArrayBody): LazyWish {
  if (func === null) {
    if (expression !== null) return { expression, operands, compute: compute === true };
    throw new CatervaError("expression.invalid", "An expression is needed, or the source of a function.");
  }
  if (expression !== null) {
    throw new CatervaError("expression.invalid", "Give an expression or the source of a function, not both.");
  }
  if (name === null || dtype === null) {
    throw new CatervaError("expression.invalid", "A function needs its name and the dtype of its result.");
  }
  return { func: { name, source: func, dtype, shape }, operands, compute: compute === true };
}
