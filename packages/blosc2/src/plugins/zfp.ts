import { CatervaError, product } from "@caterva2/ndarray";
import type { StreamDecoder } from "./types.ts";
import {
  type Bounds,
  blockBytes,
  boundsOf,
  createZfpModule,
  MAX_RANK,
  writeShape,
  type ZfpModule,
  zfpCut,
} from "./zfp-module.ts";

/** `SLACK` of the module: a cell is read before it is known to be there. */
const SLACK = 8192;
/** Positions in a stream are counted in bits, as 32-bit integers. */
const MAX_STREAM = 2 ** 27;
/** Bytes of an array. */
const MAX_OUTPUT = 2 ** 31 - 1;

/** Of floats with loss, which is all that Blosc2 has; and what is added for integers, and for streams without loss. */
const FLOATS = 0;
const INTEGERS = 1;
const REVERSIBLE = 2;

/** Compiles the decoder of ZFP (codecs 33, 34 and 35 of c-blosc2): floats of 4 or 8 bytes, one to four dimensions. */
export async function loadZfp(): Promise<StreamDecoder> {
  const module = await createZfpModule();
  return {
    decode(stream, request) {
      const cut = zfpCut(request);
      if (blockBytes(cut) !== request.length) {
        throw new CatervaError("blosc2.malformed", `A block of (${cut.blocks}) items has not ${request.length} bytes.`);
      }
      const { blocks: shape, itemsize } = cut;
      return decodeStream(module, stream, { shape, itemsize, form: FLOATS, bounds: boundsOf(request, cut) });
    },
  };
}

/** A stream of ZFP that stands for itself, as other containers (HDF5) have it. */
export interface ZfpStream {
  /** One to four extents, of at most 2^31 bytes together; the last axis is the fastest. */
  readonly shape: readonly number[];
  readonly scalar: "int32" | "int64" | "float32" | "float64";
  /** Bits of a cell in the stream, at least and at most. */
  readonly minBits: number;
  readonly maxBits: number;
  /** Bit planes of a cell at most. */
  readonly maxPlanes: number;
  /** Exponent of two of the lowest bit plane. */
  readonly minExponent: number;
  /** Nothing was lost: then the bounds of planes and exponents say nothing. */
  readonly reversible: boolean;
}

/** Compiles a decoder of such streams. */
export async function zfpStreams(): Promise<(stream: Uint8Array, form: ZfpStream) => Uint8Array> {
  const module = await createZfpModule();
  return (stream, { shape, scalar, reversible, minBits, maxBits, maxPlanes, minExponent }) => {
    const itemsize = scalar.endsWith("64") ? 8 : 4;
    const isShape = shape.length >= 1 && shape.length <= MAX_RANK && shape.every((extent) => extent >= 1);
    if (!isShape || product([...shape, itemsize]) > MAX_OUTPUT) {
      throw new CatervaError("blosc2.malformed", `ZFP has no array of (${shape}) items.`);
    }
    const form = (scalar.startsWith("int") ? INTEGERS : FLOATS) + (reversible ? REVERSIBLE : 0);
    const bounds = { minBits, maxBits, maxPlanes, minExponent };
    return decodeStream(module, stream, { shape, itemsize, form, bounds });
  };
}

/** What is decoded, and how. */
interface Work {
  readonly shape: readonly number[];
  readonly itemsize: number;
  readonly form: number;
  readonly bounds: Bounds;
}

function decodeStream(module: ZfpModule, stream: Uint8Array, work: Work): Uint8Array {
  try {
    return decodeInto(module, stream, work);
  } finally {
    module.release();
  }
}

function decodeInto(module: ZfpModule, stream: Uint8Array, { shape, itemsize, form, bounds }: Work): Uint8Array {
  const length = product([...shape, itemsize]);
  if (stream.length > MAX_STREAM) {
    throw new CatervaError("limit.exceeded", `A block of ZFP has ${stream.length} bytes, ${MAX_STREAM} are allowed.`);
  }
  const [source = 0, extents = 0, target = 0] = module.reserve([stream.length + SLACK, 4 * MAX_RANK, length]);
  const { bytes, run } = module;
  bytes.set(stream, source);
  // What an earlier stream left must not be taken for the rest of this one.
  bytes.fill(0, source + stream.length, extents);
  writeShape(module, extents, shape);
  const { minBits, maxBits, maxPlanes, minExponent } = bounds;
  const written = run.decode(
    source,
    stream.length,
    target,
    extents,
    shape.length,
    itemsize,
    minBits,
    maxBits,
    maxPlanes,
    minExponent,
    form,
  );
  if (written !== length) throw new CatervaError("blosc2.corrupt", "A block of ZFP does not decode.");
  return bytes.slice(target, target + length);
}
