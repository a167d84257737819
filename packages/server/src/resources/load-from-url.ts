import { LoadFromUrl, ROUTES } from "@caterva2/protocol";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { acceptAnyBody, bodyOf } from "../http/body.ts";
import { callerOf, datasetPathOf, endsInSlash } from "../http/request.ts";
import { validator } from "../http/validation.ts";
import { addressGuard } from "../remote/addresses.ts";
import { fetchRemote } from "../remote/fetch-remote.ts";
import { sendPath } from "./relocations.ts";
import { writeRoute } from "./writes.ts";

const MAX_BODY = 64 * 1024;
/** Of one file. The quota bounds what is kept. */
const MAX_FILE = 64 * 1024 ** 3;
const DEADLINE_MS = 3600_000;

/** Files that the server gets from the web for a user. */
export function loadFromUrlResource(
  app: FastifyInstance,
  { writer }: ServerContext,
  networks: readonly string[],
): void {
  const check = validator(LoadFromUrl, "body");
  const options = { permits: addressGuard(networks), maxBytes: MAX_FILE, deadlineMs: DEADLINE_MS };

  app.register(async (scope) => {
    acceptAnyBody(scope, MAX_BODY);
    writeRoute(scope, ROUTES.loadFromUrl.path, async (request, reply) => {
      const form = new URLSearchParams(new TextDecoder().decode(bodyOf(request)));
      const { remote_url: url } = check(Object.fromEntries(form));
      const path = datasetPathOf(request);
      const pieces = await fetchRemote(url, options);
      const name = decodedName(new URL(url).pathname);
      const upload = { path, directory: endsInSlash(request), name, pieces };
      return sendPath(reply, await writer.upload(callerOf(request), upload));
    });
  });
}

function decodedName(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
