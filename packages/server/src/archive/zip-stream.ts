import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import { CatervaError } from "@caterva2/ndarray";
import { centralRecord, dataDescriptor, endRecords, localHeader, type MemberFacts } from "./zip-format.ts";

/** A file of an archive. */
export interface Member extends MemberFacts {
  /** `size` bytes. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Whether packing is worth the while. */
  readonly packs: boolean;
}

/** Arrays are compressed already; of texts most is gained by the fastest level. */
const LEVEL = { packs: 1, isPacked: 0 } as const;

/** A piece of a stored file and what packing adds to it, so that each takes one turn of the thread pool. */
const DEFLATED_PIECE = 260 * 1024;

/**
 * The members as a ZIP file, in pieces, as they come: in memory are some pieces and a line for each member. Members are
 * asked for one at a time, and the next one when the last was sent; whoever stops iterating stops them too.
 * @throws source.changed for one that has more or fewer bytes than it says
 */
export async function* zipped(members: AsyncIterable<Member>): AsyncGenerator<Uint8Array> {
  const lines: Uint8Array[] = [];
  let offset = 0;
  for await (const member of members) {
    const start = offset;
    const head = localHeader(member);
    yield head;
    const counted = { size: 0, crc: 0 };
    let packed = 0;
    for await (const piece of deflated(count(member.pieces, counted), member.packs)) {
      packed += piece.byteLength;
      yield piece;
    }
    if (counted.size !== member.size) throw new CatervaError("source.changed", "The file changed while it was read.");
    const sums = { crc: counted.crc, packed };
    const tail = dataDescriptor(member, sums);
    yield tail;
    offset += head.byteLength + packed + tail.byteLength;
    lines.push(centralRecord(member, sums, start));
  }
  yield* lines;
  const length = lines.reduce((sum, line) => sum + line.byteLength, 0);
  yield endRecords(lines.length, { offset, length });
}

async function* count(
  pieces: AsyncIterable<Uint8Array>,
  sums: { size: number; crc: number },
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    sums.size += piece.byteLength;
    sums.crc = crc32(piece, sums.crc);
    yield piece;
  }
}

/** Packs in the thread pool. Leaving the loop over the result ends the pieces too. */
async function* deflated(pieces: AsyncIterable<Uint8Array>, packs: boolean): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw({ level: packs ? LEVEL.packs : LEVEL.isPacked, chunkSize: DEFLATED_PIECE });
  // What goes wrong in the pieces comes out of `deflate` as well.
  pipeline(pieces, deflate).catch(() => undefined);
  yield* deflate;
}
