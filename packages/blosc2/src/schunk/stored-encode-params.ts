import { CatervaError } from "@caterva2/ndarray";
import { DICTIONARY_CODECS } from "../chunk/encode-plan.ts";
import type { CodecName, EncodeParams } from "../chunk/types.ts";
import type { FrameHeader } from "../frame/header.ts";
import { pluginCodecName } from "../plugins/registry.ts";

/** Codecs by the API's number. */
const CODEC_NAMES: ReadonlyMap<number, CodecName> = new Map([
  [0, "blosclz"],
  [1, "lz4"],
  [2, "lz4hc"],
  [4, "zlib"],
  [5, "zstd"],
]);

/** The codec of a frame's new chunks; undefined for one without a name. */
export function storedCodec({ codec }: FrameHeader): EncodeParams["codec"] | undefined {
  return CODEC_NAMES.get(codec) ?? pluginCodecName(codec);
}

/**
 * How a frame says that its chunks are compressed, for new chunks of it.
 * @throws blosc2.unsupported for a codec that only decodes, unless `wishes` name another
 */
export function storedEncodeParams(
  header: FrameHeader,
  wishes: Partial<Omit<EncodeParams, "typesize" | "blocksize">> = {},
): Omit<EncodeParams, "typesize" | "blocksize"> {
  const codec = wishes.codec ?? storedCodec(header);
  if (codec === undefined) {
    throw new CatervaError(
      "blosc2.unsupported",
      `The frame's chunks are compressed with codec number ${header.codec}, which cannot be written. Name another codec.`,
      { detail: { codec: header.codec } },
    );
  }
  const { codecMeta, clevel, filters, filtersMeta, splitMode } = header;
  const useDict = header.useDict && DICTIONARY_CODECS.has(codec);
  return { codecMeta, clevel, filters, filtersMeta, splitMode, useDict, ...wishes, codec };
}
