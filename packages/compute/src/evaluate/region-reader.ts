import type { ArrayNode } from "../graph/node.ts";
import type { Region } from "../graph/view.ts";
import type { Kernel } from "../kernel/program.ts";
import type { Budget } from "./budget.ts";
import type { ScanCarry } from "./memory.ts";

/** A kernel with its inputs for the items of a region. */
export interface Computation {
  readonly kernel: Kernel;
  readonly inputs: readonly Uint8Array[];
}

/** Port: regions of the nodes of a graph. Operations that need regions of their inputs are written against it. */
export interface RegionReader {
  readonly budget: Budget;
  /** Of each running sum, where it is. */
  readonly carries: Map<number, ScanCarry>;
  /** The items of a region in C order and native byte order. */
  read(node: ArrayNode, region: Region): Promise<Uint8Array>;
  /** The items of `node` for a region of what it is broadcast to, repeated to fill it. */
  readExpanded(node: ArrayNode, region: Region): Promise<Uint8Array>;
  /**
   * The kernel that computes a node item by item and what it needs for a region, so that what is made of the items may
   * take them as they come. Undefined where that is not all (other nodes, and f2, which is rounded at each step).
   */
  computation(node: ArrayNode, region: Region): Promise<Computation | undefined>;
  /** The chunk shape along which a node's items are best read. */
  gridOf(node: ArrayNode): readonly number[] | undefined;
}
