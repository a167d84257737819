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

const KNOWN: Readonly<Record<number, PluginCodec>> = PLUGIN_CODECS;

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
