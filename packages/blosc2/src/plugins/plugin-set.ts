import { CatervaError } from "@caterva2/ndarray";
import { CODEC_FORMATS } from "../chunk/codecs.ts";
import type { Decompressor, Decompressors } from "../chunk/types.ts";
import { missingCodec, missingEncoder } from "./registry.ts";
import type { CodecPlugin, StreamDecoder, StreamEncoder } from "./types.ts";

/** What decodes streams beside the kernels: plug-ins that a chunk codec was given, and decompressors of the runtime. */
export class PluginSet {
  readonly #plugins = new Map<number, CodecPlugin>();
  readonly #decoders = new Loaded<StreamDecoder>();
  readonly #encoders = new Loaded<StreamEncoder>();
  readonly #decompressors: Decompressors;

  /** @throws request.invalid for two plug-ins with one codec; one that is given goes before one that is built in */
  constructor(plugins: readonly CodecPlugin[], decompressors: Decompressors, builtIn: readonly CodecPlugin[] = []) {
    this.#decompressors = decompressors;
    for (const plugin of plugins) {
      for (const id of plugin.codecs) {
        if (this.#plugins.has(id)) throw new CatervaError("request.invalid", `Two plug-ins decode codec ${id}.`);
        this.#plugins.set(id, plugin);
      }
    }
    for (const plugin of builtIn) {
      for (const id of plugin.codecs) if (!this.#plugins.has(id)) this.#plugins.set(id, plugin);
    }
  }

  /** The runtime's decompressor for streams of a format (`flags >> 5` of a chunk). */
  decompressor(format: number): Decompressor | undefined {
    if (format === CODEC_FORMATS.zstd) return this.#decompressors.zstd;
    return format === CODEC_FORMATS.zlib ? this.#decompressors.zlib : undefined;
  }

  /** Loads the plug-in of a codec; undefined when there is nothing to wait for. A failed load is tried again. */
  load(id: number): Promise<void> | undefined {
    const plugin = this.#plugins.get(id);
    return plugin === undefined ? undefined : this.#decoders.load(plugin, () => plugin.load());
  }

  /** The same for encoding. */
  loadEncoder(id: number): Promise<void> | undefined {
    const plugin = this.#plugins.get(id);
    const load = plugin?.loadEncoder?.bind(plugin);
    return plugin === undefined || load === undefined ? undefined : this.#encoders.load(plugin, load);
  }

  /** @throws blosc2.unsupported when no plug-in decodes the codec, or it is not loaded yet */
  decoder(id: number): StreamDecoder {
    const plugin = this.#plugins.get(id);
    if (plugin === undefined) throw missingCodec(id);
    return this.#decoders.get(plugin) ?? notLoaded(plugin, id, "prepare before decoding");
  }

  /** @throws blosc2.unsupported when no plug-in encodes with the codec, or it is not loaded yet */
  encoder(id: number): StreamEncoder {
    const plugin = this.#plugins.get(id);
    if (plugin?.loadEncoder === undefined) throw missingEncoder(id);
    return this.#encoders.get(plugin) ?? notLoaded(plugin, id, "prepareEncoding before encoding");
  }
}

function notLoaded(plugin: CodecPlugin, id: number, what: string): never {
  throw new CatervaError("blosc2.unsupported", `The plug-in ${plugin.name} is not loaded: await the codec's ${what}.`, {
    detail: { codec: plugin.name, id },
  });
}

/** One direction of plug-ins, each loaded once. */
class Loaded<Coder> {
  readonly #coders = new Map<CodecPlugin, Coder>();
  readonly #loads = new Map<CodecPlugin, Promise<void>>();

  get(plugin: CodecPlugin): Coder | undefined {
    return this.#coders.get(plugin);
  }

  load(plugin: CodecPlugin, start: () => Promise<Coder>): Promise<void> | undefined {
    if (this.#coders.has(plugin)) return undefined;
    const running = this.#loads.get(plugin);
    if (running !== undefined) return running;
    const load = start()
      .then((coder) => void this.#coders.set(plugin, coder))
      .finally(() => this.#loads.delete(plugin));
    this.#loads.set(plugin, load);
    return load;
  }
}
