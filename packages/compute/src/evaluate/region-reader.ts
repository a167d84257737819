import type { ArrayNode } from "../graph/node.ts";
import type { Region } from "../graph/view.ts";
import type { Budget } from "./budget.ts";
import type { ScanCarry } from "./memory.ts";

/** Port: regions of the nodes of a graph. Operations that need regions of their inputs are written against it. */
export interface RegionReader {
  readonly budget: Budget;
  /** Of each running sum, where it is. */
  readonly carries: Map<number, ScanCarry>;
  /** The items of a region in C order and native byte order. */
  read(node: ArrayNode, region: Region): Promise<Uint8Array>;
  /** The items of `node` for a region of what it is broadcast to, repeated to fill it. */
  readExpanded(node: ArrayNode, region: Region): Promise<Uint8Array>;
  /** The chunk shape along which a node's items are best read. */
  gridOf(node: ArrayNode): readonly number[] | undefined;
}
