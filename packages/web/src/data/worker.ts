import type { Reply, Request } from "./port.ts";
import { servePort } from "./serve-port.ts";
import { ownService } from "./service.ts";

/** The part of a dedicated worker's scope that is used here; the program is typed for windows. */
interface WorkerScope {
  postMessage(message: Reply, move: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
}

const scope: WorkerScope = self as unknown as WorkerScope;
const serve = servePort(ownService(), (message, move) => scope.postMessage(message, move));
scope.addEventListener("message", ({ data }) => serve(data));
