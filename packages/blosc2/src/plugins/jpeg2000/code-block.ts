import { corrupt } from "./errors.ts";

/** Switches of the style (T.800, table A.19) that change where segments end. */
const BYPASS = 1;
const TERMINATE_ALL = 4;
/** Passes that are never bypassed. */
const CODED_PASSES = 10;

/** What the packets of a tile bring of a code block. */
export class CodeBlock {
  /** In its band. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Bit planes that are coded; 0 as long as it was in no packet. */
  planes = 0;
  /** Bits of a length, less those that the number of passes adds (B.10.7.1). */
  lengthBits = 3;
  passes = 0;
  /** Segments, each ended before the next one starts. */
  readonly segments: Segment[] = [];

  constructor(x0: number, y0: number, x1: number, y1: number) {
    this.x = x0;
    this.y = y0;
    this.width = x1 - x0;
    this.height = y1 - y0;
  }

  /** Passes that fit into the segment that is open, which is begun if there is none. */
  openSegment(style: number): { segment: Segment; room: number } {
    const last = this.segments.at(-1);
    if (last !== undefined && last.passes < last.most) return { segment: last, room: last.most - last.passes };
    const segment = { passes: 0, most: mostPasses(this.passes, style), pieces: [] };
    this.segments.push(segment);
    return { segment, room: segment.most };
  }

  addPasses(segment: Segment, count: number): void {
    segment.passes += count;
    this.passes += count;
    // The uppermost plane has one pass, the others three.
    if (this.passes > 3 * this.planes - 2) throw corrupt("a code block with too many passes");
  }
}

/** Bytes that are decoded as one. */
export interface Segment {
  passes: number;
  readonly most: number;
  readonly pieces: Uint8Array[];
}

/** How many passes a segment has that starts with a pass. */
function mostPasses(pass: number, style: number): number {
  if ((style & TERMINATE_ALL) !== 0) return 1;
  if ((style & BYPASS) === 0) return Number.POSITIVE_INFINITY;
  if (pass < CODED_PASSES) return CODED_PASSES - pass;
  // Two passes as they are, then a cleanup that is coded.
  return pass % 3 === 0 ? 1 : 3 - (pass % 3);
}
