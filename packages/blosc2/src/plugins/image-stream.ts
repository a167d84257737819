import { CatervaError } from "@caterva2/ndarray";
import { findCodestream, type ImageHeader, readCodestream } from "./codestream.ts";
import { floatsOf, readFloatFrame } from "./float-frame.ts";
import { malformed, unsupported } from "./jpeg2000/errors.ts";
import type { StreamDecoder, StreamRequest } from "./types.ts";

/** A decoder of codestreams. `expected` is the size of the samples: components side by side, 1 or 2 bytes each. */
export interface SampleDecoder {
  /** Memory that it takes for a sample, in bytes. */
  readonly memoryPerSample: number;
  decode(codestream: Uint8Array, header: ImageHeader, expected: number): Uint8Array;
}

/** Decoders by what a codestream is made of. */
export interface SampleDecoders {
  /** Answers the decoder for an image. @throws blosc2.unsupported */
  pick(header: ImageHeader): SampleDecoder;
}

/** This plug-in stores planes of 32-bit integers, one a component; the others the samples as they are. */
const OPENHTJ2K = 36;
const MAX_PRECISION = 16;

/** The blocks of plug-ins that store images, as a stream codec. */
export function imageStreams(decoders: SampleDecoders, maxMemory: number): StreamDecoder {
  return {
    decode(stream: Uint8Array, request: StreamRequest): Uint8Array {
      const frame = readFloatFrame(stream);
      if (frame === undefined) return decodeImage(decoders, stream, request, maxMemory);
      if (request.length % 4 !== 0) throw malformed("numbers that do not fill their block");
      const count = request.length / 4;
      if (frame.constant) return floatsOf(frame, new Uint8Array(0), count);
      const length = (count * frame.bits) / 8;
      return floatsOf(frame, decodeImage(decoders, frame.image, { ...request, length }, maxMemory), count);
    },
  };
}

function decodeImage(
  decoders: SampleDecoders,
  stream: Uint8Array,
  request: StreamRequest,
  maxMemory: number,
): Uint8Array {
  const codestream = findCodestream(stream);
  const header = readCodestream(codestream);
  const { width, height, components, precision } = header;
  if (precision > MAX_PRECISION) throw unsupported(`samples of ${precision} bits`);
  const samples = width * height * components;
  const width32 = request.codec === OPENHTJ2K;
  const sampleSize = Math.ceil(precision / 8);
  if (samples * (width32 ? 4 : sampleSize) !== request.length) {
    throw malformed(`${width} x ${height} x ${components} samples of ${precision} bits in ${request.length} bytes`);
  }
  const decoder = decoders.pick(header);
  const memory = decoder.memoryPerSample * samples + stream.length;
  if (memory > maxMemory) {
    throw new CatervaError(
      "limit.exceeded",
      `An image of ${samples} samples takes more memory than ${maxMemory} bytes.`,
    );
  }
  const decoded = decoder.decode(codestream, header, samples * sampleSize);
  return width32 ? planesOf(decoded, header) : decoded;
}

/** 32-bit integers, component after component, from samples that lie side by side. */
function planesOf(samples: Uint8Array, { width, height, components, precision, signed }: ImageHeader): Uint8Array {
  const count = width * height;
  const source = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  const bytes = new Uint8Array(4 * count * components);
  const target = new DataView(bytes.buffer);
  for (let component = 0; component < components; component += 1) {
    for (let index = 0; index < count; index += 1) {
      const at = index * components + component;
      const value =
        precision <= 8 ? source.getUint8(at) : signed ? source.getInt16(2 * at, true) : source.getUint16(2 * at, true);
      target.setInt32(4 * (component * count + index), value, true);
    }
  }
  return bytes;
}
