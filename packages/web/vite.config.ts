import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { type BuildEnvironmentOptions, defineConfig } from "vite";

/** Where `vite` (development only) finds a running cat2-server. */
const server = process.env.CATERVA2_SERVER ?? "http://127.0.0.1:8000";

/**
 * The codecs of plug-ins are compiled for Node and browsers alike, and ask for Node's modules only there. Of that
 * the bundler warns at every build, and of its own speed.
 */
const rolldownOptions: NonNullable<BuildEnvironmentOptions["rolldownOptions"]> = {
  checks: { pluginTimings: false },
  onLog(level, log, handle) {
    if (!/externalized for browser compatibility.*\/codec-openjp/.test(log.message)) handle(level, log);
  },
};

/** What the first page needs anyway comes in one file: each of its parts would be a request of its own. */
const SHARED =
  /\/web\/src\/(?:ui\/(?:Icon|format|failures|Menu|Status|use-resource)|state\/(?:ancestors|axes|containers|place)|data\/(?:facts|port|refusal|send-json|urls)|dataset\/view-props|explorer\/tree-model|export\/snapshot-source|slices\/axis-names)\.|\/jsx-runtime|preload-helper/;

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  worker: { format: "es", rolldownOptions },
  build: {
    rolldownOptions: {
      ...rolldownOptions,
      output: { codeSplitting: { groups: [{ name: "shared", test: SHARED }] } },
    },
    target: "es2022",
    // A data: URL would need a wider content policy than 'self'.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: { "/api": server } },
});
