import { CatervaError } from "@caterva2/ndarray";

/** What is known of a codec that is not built in. */
export interface PluginCodec {
  readonly name: string;
  /** The door whose plug-in decodes it. */
  readonly door?: string;
}

/** Codecs beyond the built-in ones, by the API's id. Ids from 160 on are the users' own. */
export const PLUGIN_CODECS = {
  32: { name: "ndlz" },
  33: { name: "zfp_acc" },
  34: { name: "zfp_prec" },
  35: { name: "zfp_rate" },
  36: { name: "openhtj2k", door: "@caterva2/blosc2/htj2k" },
  37: { name: "grok", door: "@caterva2/blosc2/jpeg2000" },
  38: { name: "openzl" },
  39: { name: "j2k", door: "@caterva2/blosc2/jpeg2000" },
  40: { name: "htj2k", door: "@caterva2/blosc2/htj2k" },
} as const satisfies Readonly<Record<number, PluginCodec>>;

/** The codecs of plug-ins, as python-blosc2 spells them. */
export type PluginCodecName = (typeof PLUGIN_CODECS)[keyof typeof PLUGIN_CODECS]["name"];

const KNOWN: Readonly<Record<number, PluginCodec>> = PLUGIN_CODECS;
const IDS: ReadonlyMap<string, number> = new Map(Object.entries(KNOWN).map(([id, { name }]) => [name, Number(id)]));

/** The API's id of a plug-in's codec; undefined for other names. */
export function pluginCodecId(name: string): number | undefined {
  return IDS.get(name);
}

/** The name of a plug-in's codec, if it is known. */
export function pluginCodecName(id: number): PluginCodecName | undefined {
  const known: Readonly<Record<number, { readonly name: PluginCodecName }>> = PLUGIN_CODECS;
  return known[id]?.name;
}

/** The error for a codec that nothing here encodes with. */
export function missingEncoder(id: number): CatervaError {
  const name = KNOWN[id]?.name ?? `number ${id}`;
  return new CatervaError("blosc2.unsupported", `Chunks cannot be encoded with the codec ${name}.`, {
    detail: { codec: name, id },
  });
}

/** The error for a codec that no plug-in decodes here: it names the codec, and its door if there is one. */
export function missingCodec(id: number): CatervaError {
  const codec = KNOWN[id];
  const text = codec === undefined ? `The codec with id ${id}` : `The codec ${codec.name} (id ${id})`;
  const advice =
    codec?.door === undefined ? "is not supported." : `needs a plug-in: give createChunkCodec one of ${codec.door}.`;
  return new CatervaError("blosc2.unsupported", `${text} ${advice}`, {
    detail: { codec: codec?.name ?? `number ${id}`, id },
  });
}
