import type { CodecPlugin } from "./types.ts";

const NDLZ = 32;
const ZFP = [33, 34, 35];

/** Codecs of c-blosc2 that are rare: this package brings them, and loads each when a chunk first needs it. */
export const BUILT_IN_PLUGINS: readonly CodecPlugin[] = [
  {
    name: "ndlz",
    codecs: [NDLZ],
    load: async () => (await import("./ndlz.ts")).ndlzDecoder,
    loadEncoder: async () => (await import("./ndlz-encode.ts")).ndlzEncoder,
  },
  {
    name: "zfp",
    codecs: ZFP,
    load: async () => (await import("./zfp.ts")).loadZfp(),
    loadEncoder: async () => (await import("./zfp-encode.ts")).loadZfpEncoder(),
  },
];
