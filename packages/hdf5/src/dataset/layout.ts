import { product } from "@caterva2/ndarray";
import type { ChunkIndex } from "../chunks/read-index.ts";
import type { FieldReader } from "../format/fields.ts";
import { malformed, unsupported } from "../format/malformed.ts";

/** Where the items of a dataset are. */
export type Layout =
  | { readonly kind: "compact"; readonly data: Uint8Array }
  | { readonly kind: "contiguous"; readonly address: number | undefined }
  /** The list of sources is an object of the global heap. */
  | { readonly kind: "virtual"; readonly address: number; readonly index: number }
  | {
      readonly kind: "chunked";
      readonly chunks: readonly number[];
      /** Bytes of an item. */
      readonly itemsize: number;
      readonly index: ChunkIndex;
      /** Chunks that reach over the edge are stored without filters. */
      readonly plainEdges: boolean;
    };

const INDEX_KINDS = ["single", "implicit", "fixed-array", "extensible-array", "b-tree-2"] as const;

export function parseLayout(fields: FieldReader): Layout {
  const version = fields.u8();
  if (version === 1 || version === 2) return parseOldLayout(fields);
  if (version < 3 || version > 5) throw unsupported(`its layout is of version ${version}`);
  const kind = fields.u8();
  if (kind === 0) return { kind: "compact", data: fields.bytes(fields.u16le()) };
  if (kind === 1) return { kind: "contiguous", address: fields.address() };
  if (kind === 3) return { kind: "virtual", address: fields.someAddress("a virtual dataset"), index: fields.u32le() };
  if (kind !== 2) throw malformed(`a layout of the unknown kind ${kind}`);
  return version === 3 ? parseTreeLayout(fields) : parseIndexedLayout(fields);
}

function parseOldLayout(fields: FieldReader): Layout {
  const rank = fields.u8();
  const kind = fields.u8();
  fields.skip(5);
  const address = kind === 0 ? undefined : fields.address();
  const extents = Array.from({ length: rank }, () => fields.u32le());
  if (kind === 0) return { kind: "compact", data: fields.bytes(fields.u32le()) };
  if (kind === 1) return { kind: "contiguous", address };
  if (kind !== 2) throw malformed(`a layout of the unknown kind ${kind}`);
  return chunkedLayout(extents, { kind: "b-tree-1", address }, false);
}

function parseTreeLayout(fields: FieldReader): Layout {
  const rank = fields.u8();
  const address = fields.address();
  return chunkedLayout(
    Array.from({ length: rank }, () => fields.u32le()),
    { kind: "b-tree-1", address },
    false,
  );
}

function parseIndexedLayout(fields: FieldReader): Layout {
  const flags = fields.u8();
  const rank = fields.u8();
  const width = fields.u8();
  if (width < 1 || width > 8) throw malformed("chunk extents of impossible width");
  const extents = Array.from({ length: rank }, () => fields.uint(width));
  const kind = INDEX_KINDS[fields.u8() - 1];
  if (kind === undefined) throw unsupported("its chunk index is of an unknown kind");
  if (kind === "single") {
    const filtered = flags & 2 ? { size: fields.length(), mask: fields.u32le() } : undefined;
    return chunkedLayout(extents, { kind, filtered, address: fields.address() }, (flags & 1) !== 0);
  }
  fields.skip({ implicit: 0, "fixed-array": 1, "extensible-array": 5, "b-tree-2": 6 }[kind]);
  return chunkedLayout(extents, { kind, address: fields.address() }, (flags & 1) !== 0);
}

/** The last extent is the size of an item. */
function chunkedLayout(extents: readonly number[], index: ChunkIndex, plainEdges: boolean): Layout {
  const itemsize = extents.at(-1);
  if (itemsize === undefined || extents.includes(0)) throw malformed("chunks of no size");
  product(extents);
  return { kind: "chunked", chunks: extents.slice(0, -1), itemsize, index, plainEdges };
}
