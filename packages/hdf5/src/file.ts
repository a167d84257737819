import type { ByteSource } from "@caterva2/ndarray";
import { type Attributes, readAttributes } from "./attributes/attributes.ts";
import { findAttributes } from "./attributes/read.ts";
import { readReferences } from "./attributes/references.ts";
import { AttributeDecoder, type AttributeValue } from "./attributes/value.ts";
import type { ChunkKeeper } from "./dataset/chunk-keeper.ts";
import { isDataset, readFacts, readSmall } from "./dataset/facts.ts";
import { type FileParts, StoredArray } from "./dataset/stored-array.ts";
import type { Hdf5Dataset, Hdf5Limits } from "./dataset/types.ts";
import { checkFilters, filterDecoders } from "./filters/pipeline.ts";
import type { Decompressors } from "./filters/types.ts";
import { isProblem } from "./format/attempt.ts";
import { GlobalHeap } from "./format/global-heap.ts";
import type { Metadata } from "./format/metadata.ts";
import { type Message, readObjectHeader } from "./format/object-header.ts";
import { SharedMessages } from "./format/shared-message.ts";
import { readSuperblock, type Superblock } from "./format/superblock.ts";
import { isGroup, readLinks } from "./groups/links.ts";
import type { Link, Members } from "./groups/types.ts";
import { KeptValues } from "./kept-values.ts";
import { Opening, openVirtual } from "./virtual/open-virtual.ts";
import { type Walked, walk } from "./walk.ts";

export interface Hdf5Options {
  readonly decompressors?: Decompressors;
  readonly limits?: Partial<Hdf5Limits>;
  /** What keeps decoded chunks of a dataset, named so that no other of the file is, beyond what the file keeps itself. */
  readonly keeperOf?: ((dataset: string) => ChunkKeeper) | undefined;
  /** Called between the parts of long work; what it throws stops the work. */
  readonly checkpoint?: (() => void) | undefined;
}

/** An object of the file. Its address stands for it: hard links to one object share it. */
export interface Hdf5Object {
  readonly kind: "group" | "dataset" | "other";
  readonly address: number;
}

const MIB = 1024 * 1024;
const DEFAULT_LIMITS: Hdf5Limits = {
  chunkBytes: 256 * MIB,
  answerBytes: 1024 * MIB,
  cacheBytes: 16 * MIB,
  indexBytes: 16 * MIB,
  metadataBytes: 16 * MIB,
};
/** Soft links followed for one path, as the library has it. */
const MAX_SOFT_LINKS = 16;
/** Names in one path. */
const MAX_DEPTH = 256;

/** Opens an HDF5 file for reading. @throws hdf5.malformed if it is none */
export async function openHdf5(source: ByteSource, options: Hdf5Options = {}): Promise<Hdf5File> {
  return new Hdf5File(await readSuperblock(source), options);
}

/**
 * A file: its objects by path, their attributes, and datasets as arrays. Never reads anything but its source. What was
 * read is kept, within bounds, so a file object serves as long as its source does not change.
 */
export class Hdf5File {
  readonly #metadata: Metadata;
  readonly #shared: SharedMessages;
  readonly #heap: GlobalHeap;
  readonly #parts: FileParts;
  readonly #headers: KeptValues<number, readonly Message[]>;
  readonly #members: KeptValues<number, Members>;
  readonly #datasets = new KeptValues<number, Hdf5Dataset>({ entries: 256 });
  readonly root: Hdf5Object;

  constructor({ metadata, root, extension }: Superblock, options: Hdf5Options) {
    this.#metadata = metadata;
    this.#shared = new SharedMessages(metadata, extension);
    this.#heap = new GlobalHeap(metadata);
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { metadataBytes } = limits;
    this.#headers = new KeptValues({ entries: 512, weight: metadataBytes / 2, weigh: weighHeader });
    this.#members = new KeptValues({ entries: 256, weight: metadataBytes / 2, weigh: weighMembers });
    this.#parts = {
      metadata,
      limits,
      checkpoint: options.checkpoint,
      keeperOf: options.keeperOf,
      decoders: filterDecoders(options.decompressors ?? {}),
      cache: new KeptValues({ entries: 4096, weight: limits.cacheBytes, weigh: (bytes) => bytes.length }),
      tables: new KeptValues({ entries: 4096, weight: limits.indexBytes, weigh: (table) => table.weight }),
    };
    this.root = { kind: "group", address: root };
  }

  /** Bytes of what was read and is kept, roughly. */
  get keptBytes(): number {
    const { cache, tables } = this.#parts;
    return this.#headers.weight + this.#members.weight + cache.weight + tables.weight;
  }

  /**
   * The object at a path from the root (`group/dataset`, with or without a leading slash). Soft links are followed
   * within the file; undefined where there is nothing, or a link that leads nowhere, in a circle or out of the file.
   */
  async resolve(path: string): Promise<Hdf5Object | undefined> {
    let left = namesOf(path);
    let group = this.root;
    let softLinks = 0;
    for (let steps = 0; left.length > 0; steps += 1) {
      if (steps > MAX_DEPTH * (MAX_SOFT_LINKS + 1) || left.length > MAX_DEPTH || group.kind !== "group")
        return undefined;
      const [name = "", ...rest] = left;
      const target = (await this.links(group)).get(name)?.target;
      if (target === undefined || target.kind === "external") return undefined;
      if (target.kind === "soft") {
        softLinks += 1;
        if (softLinks > MAX_SOFT_LINKS) return undefined;
        left = [...namesOf(target.path), ...rest];
        if (target.path.startsWith("/")) group = this.root;
        continue;
      }
      group = await this.object(target.address);
      left = rest;
    }
    return group;
  }

  /** The object at an address that a link gave. */
  async object(address: number): Promise<Hdf5Object> {
    this.#parts.checkpoint?.();
    const messages = await this.#header(address);
    if (isDataset(messages)) return { kind: "dataset", address };
    return { kind: isGroup(messages) ? "group" : "other", address };
  }

  /** The links of a group by name; those that are damaged are left out. */
  async links(group: Hdf5Object): Promise<ReadonlyMap<string, Link>> {
    return (await this.members(group)).links;
  }

  /** As {@link links}, with what could not be read. */
  members(group: Hdf5Object): Promise<Members> {
    return this.#members.of(group.address, async () => readLinks(this.#metadata, await this.#header(group.address)));
  }

  /** Every object below a group, each once, by hard links in alphabetical order, with what keeps it from being read. */
  walk(group: Hdf5Object = this.root): Promise<Walked[]> {
    return walk(this, group);
  }

  /** The attributes of an object that can be shown, in their order in the file. */
  async attributes(object: Hdf5Object): Promise<Map<string, AttributeValue>> {
    return new Map((await this.readAttributes(object)).values);
  }

  /** As {@link attributes}, with those that cannot be shown, each with the reason. */
  async readAttributes(object: Hdf5Object): Promise<Attributes> {
    return readAttributes(this.#metadata, this.#shared, this.#heap, await this.#header(object.address));
  }

  /**
   * The addresses of the objects that an attribute refers to, one list an item; undefined if there is no such attribute
   * or it holds something else.
   */
  async references(object: Hdf5Object, name: string): Promise<number[][] | undefined> {
    const found = await findAttributes(this.#metadata, this.#shared, await this.#header(object.address));
    const stored = found.find((one) => one.name === name)?.stored;
    if (stored === undefined || isProblem(stored)) return undefined;
    return readReferences(stored, this.#heap, this.#metadata.widths);
  }

  /**
   * A small dataset that is not in chunks as a value, as an attribute would be: also texts of variable length, which are
   * no arrays. Undefined for one that is larger. @throws hdf5.unsupported, hdf5.malformed
   */
  async value(object: Hdf5Object): Promise<AttributeValue | undefined> {
    const stored = await readSmall(this.#metadata, this.#shared, await this.#header(object.address));
    return stored && new AttributeDecoder(this.#heap, this.#metadata.widths).decode(stored);
  }

  /** A dataset as an array. @throws hdf5.unsupported for one that cannot be served, saying why */
  async dataset(object: Hdf5Object): Promise<Hdf5Dataset> {
    this.#parts.checkpoint?.();
    return this.#datasets.of(object.address, () => this.#open(object.address, new Opening()));
  }

  #open(address: number, opening: Opening): Promise<Hdf5Dataset> {
    return opening.open(address, async () => {
      const facts = await readFacts(this.#metadata, this.#shared, await this.#header(address));
      checkFilters(facts.filters, this.#parts.decoders);
      if (facts.layout.kind !== "virtual") return new StoredArray(this.#parts, address, facts);
      const file = { heap: this.#heap, widths: this.#metadata.widths, limits: this.#parts.limits };
      return openVirtual(facts, facts.layout, file, async (path) => {
        const source = await this.resolve(path);
        return source?.kind === "dataset" ? this.#open(source.address, opening) : undefined;
      });
    });
  }

  #header(address: number): Promise<readonly Message[]> {
    return this.#headers.of(address, () => readObjectHeader(this.#metadata, address));
  }
}

function weighHeader(messages: readonly Message[]): number {
  return messages.reduce((total, { data }) => total + data.length + 64, 0);
}

function weighMembers({ links }: Members): number {
  let total = 0;
  for (const name of links.keys()) total += 2 * name.length + 128;
  return total;
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
