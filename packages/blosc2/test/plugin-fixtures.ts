import { readFileSync } from "node:fs";

/** What `interop/blosc2/make_plugins.py` says of a frame. */
export interface PluginFacts {
  readonly dtype: string;
  readonly shape: number[];
  /** Whether the codec kept every bit of what it was given. */
  readonly exact: boolean;
}

const FIXTURES = new URL("./fixtures/plugins/", import.meta.url);

/** The frames of plug-ins, by name. */
export const pluginFixtures: Readonly<Record<string, PluginFacts>> = JSON.parse(
  readFileSync(new URL("manifest.json", FIXTURES), "utf8"),
);

/** A frame that a plug-in of python-blosc2 wrote. */
export function pluginFrame(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.b2nd`, FIXTURES)));
}

/** What python-blosc2 reads from it. */
export function pluginContent(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.raw`, FIXTURES)));
}
