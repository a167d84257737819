import manifest from "../package.json" with { type: "json" };

/** Of this server, as `/openapi.json` and `cat2-server --version` say it. */
export const SERVER_VERSION: string = manifest.version;
