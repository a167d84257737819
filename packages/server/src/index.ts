export type { LogLevel } from "./app.ts";
export { type ListenAddress, type RunningServer, type ServerOptions, startServer } from "./server.ts";
export { SERVER_VERSION } from "./version.ts";
