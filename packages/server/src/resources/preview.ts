import { HTML_TYPE, ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { sendContent } from "../http/content-answer.ts";
import { baseName, setContentHeaders } from "../http/content-headers.ts";
import { callerOf, clientOf, datasetPathOf } from "../http/request.ts";
import { readRoute } from "../http/routes.ts";
import { validator, withIntegers } from "../http/validation.ts";

/** Images that can be made smaller. */
const RASTER_IMAGE = /^image\/(png|jpeg|gif|webp|avif|tiff)$/;

/** Content for a browser: images made smaller, notebooks as HTML, others as they are. */
export function previewResource(app: FastifyInstance, context: ServerContext): void {
  const checkQuery = validator(ROUTES.preview.query, "query");

  readRoute(app, ROUTES.preview.path, async (request, reply) => {
    const { width } = checkQuery(withIntegers(request.query, "width"));
    const path = datasetPathOf(request);
    const facts = await context.repository.file(callerOf(request), path);
    const name = baseName(path);
    if (name.endsWith(".ipynb")) {
      const page = await context.pool.run("notebook", [callerOf(request), path], "heavy", clientOf(request, reply));
      return setContentHeaders(reply, "inline", `${name}.html`, HTML_TYPE).send(page);
    }
    if (width !== undefined && RASTER_IMAGE.test(facts.mediaType)) {
      const image = await context.pool.run(
        "smallImage",
        [callerOf(request), path, width],
        "heavy",
        clientOf(request, reply),
      );
      if (image !== undefined) return setContentHeaders(reply, "inline", `${name}.png`, "image/png").send(image);
    }
    setContentHeaders(reply, "inline", name, facts.mediaType);
    return sendContent(context, facts, facts.stored === "compressed" ? "decoded" : "stored", request, reply);
  });
}
