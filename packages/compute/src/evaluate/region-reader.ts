import type { ArrayNode } from "../graph/node.ts";
import type { Region } from "../graph/view.ts";
import type { Kernel } from "../kernel/program.ts";
import type { Room } from "../kernel/wasm/room.ts";
import type { Budget } from "./budget.ts";
import type { ScanCarry } from "./memory.ts";
import type { ShareParts } from "./share.ts";
import type { TileGrid } from "./tiles.ts";

/** A kernel with its inputs for the items of a region. */
export interface Computation {
  readonly kernel: Kernel;
  readonly inputs: readonly Uint8Array[];
}

/** Port: regions of the nodes of a graph. Operations that need regions of their inputs are written against it. */
export interface RegionReader {
  readonly budget: Budget;
  /** Lets other threads take part in long reductions. */
  readonly share: ShareParts | undefined;
  /** Of each running sum, where it is. */
  readonly carries: Map<number, ScanCarry>;
  /** The items of a region in C order and native byte order. */
  read(node: ArrayNode, region: Region): Promise<Uint8Array>;
  /** Shows the items of a region to `use`, which keeps none of them: in memory that is used again where that can be. */
  borrow(node: ArrayNode, region: Region, use: (items: Uint8Array) => void): Promise<void>;
  /** Items of a node that are best read at a time. */
  tileItems(node: ArrayNode): number;
  /**
   * The items of `node` for a region of what it is broadcast to, repeated to fill it. With a room they may lie there,
   * and are valid as long as nobody clears it.
   */
  readExpanded(node: ArrayNode, region: Region, room?: Room): Promise<Uint8Array>;
  /**
   * Hands the kernel that computes a node item by item, and what it needs for a region, to `use`, so that what is made of
   * the items may take them as they come. False where that is not all (other nodes, and f2, which is rounded at each step).
   */
  compute(node: ArrayNode, region: Region, use: (computation: Computation) => void): Promise<boolean>;
  /** The grid along which a node's items are best read. */
  gridOf(node: ArrayNode): TileGrid | undefined;
}
