import { memorySource } from "@caterva2/ndarray";
import { createChunkCodec } from "../../src/chunk/chunk-codec.ts";
import { parseChunkHeader } from "../../src/chunk/header.ts";
import type { ChunkCodec } from "../../src/chunk/types.ts";
import { openSChunk } from "../../src/index.ts";
import { htj2k } from "../../src/plugins/htj2k-node.ts";
import { jpeg2000 } from "../../src/plugins/jpeg2000-node.ts";
import { pluginFixtures, pluginFrame } from "../plugin-fixtures.ts";
import type { FuzzTarget } from "./targets.ts";

/** What a mutant may ask for. */
const MAX_BYTES = 1 << 20;
const MAX_MEMORY = 128 << 20;
const CODECS = /^(grok|openhtj2k|j2k|htj2k|ndlz|zfp)-/;

/** Chunks of plug-ins: most decoders are foreign code, and what one stream does must not show in the next. */
export async function pluginTargets(): Promise<readonly FuzzTarget[]> {
  const options = { maxMemory: MAX_MEMORY };
  const plugins = [jpeg2000(options), htj2k(options)];
  const codec = await createChunkCodec({ plugins, maxMemory: MAX_MEMORY });
  const seeds: Uint8Array[] = [];
  for (const name of Object.keys(pluginFixtures).filter((key) => CODECS.test(key))) {
    const schunk = await openSChunk(memorySource(pluginFrame(name)), { codec });
    // Loads what its plug-in needs.
    await schunk.decodeChunk(0);
    seeds.push((await schunk.chunkBytes(0)).slice());
  }
  return [{ name: "image", seeds, decode: (input) => decodeImage(codec, input) }];
}

/** Not all that mutants become is an image: half of the changes turn its codec, filters or kind into others. */
function decodeImage(codec: ChunkCodec, input: Uint8Array): Uint8Array {
  const result = codec.decodeChunk(input, MAX_BYTES);
  const { nbytes } = parseChunkHeader(input);
  if (result.length !== nbytes) throw new Error(`${result.length} bytes where the header promises ${nbytes}`);
  return result;
}
