export type { LogLevel } from "./app.ts";
export type { ListenAddress } from "./listen.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
export { SERVER_VERSION } from "./version.ts";
