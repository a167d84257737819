export type { LogLevel } from "./app.ts";
export type { SmtpOptions } from "./auth/mailers.ts";
export type { SignInOptions } from "./auth/open.ts";
export type { ListenAddress } from "./listen.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
export { prepareStateDirectory } from "./state-directory.ts";
export { SERVER_VERSION } from "./version.ts";
