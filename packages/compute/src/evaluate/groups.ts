import { product } from "@caterva2/ndarray";
import { type ArrayNode, isElementwise } from "../graph/node.ts";
import { type Region, regionShape, wholeRegion } from "../graph/view.ts";
import { sizeOf } from "../kernel/types.ts";
import { ROOM_BYTES, type Room, takeRoom } from "../kernel/wasm/room.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { placeBox } from "./boxes.ts";
import { type FusedGroup, fuse } from "./fuse.ts";
import { narrowToHalf, widenHalf } from "./native.ts";
import type { Computation, RegionReader } from "./region-reader.ts";
import { isRunOf, type Tile, tilesOf } from "./tiles.ts";

/** Of graphs that are evaluated again: with constants as inputs of kernels, and as parts of them. */
const [VARYING, FIXED] = [new WeakMap<ArrayNode, FusedGroup>(), new WeakMap<ArrayNode, FusedGroup>()];

/** Elementwise nodes of a graph as kernels, and what these read. */
export class Groups {
  readonly #reader: RegionReader;
  readonly #numbersVary: boolean;

  constructor(reader: RegionReader, numbersVary: boolean) {
    this.#reader = reader;
    this.#numbersVary = numbersVary;
  }

  /** The items of a region: in `target`, which has just their bytes, or in new memory. */
  async read(node: ArrayNode, region: Region, target?: Uint8Array): Promise<Uint8Array> {
    const group = this.#groupOf(node);
    const result = target ?? new Uint8Array(product(regionShape(region)) * node.dtype.itemsize);
    const room = takeRoom();
    try {
      for (const tile of tilesOf(region, this.#reader.gridOf(node), this.tileItems(node))) {
        await this.#runTile(group, node, tile, { result, shape: regionShape(region) }, room);
      }
    } finally {
      room?.giveBack();
    }
    return result;
  }

  /** Hands the kernel of a node and its inputs for a region to `use`; false where kernels are not all that it takes. */
  async compute(node: ArrayNode, region: Region, use: (computation: Computation) => void): Promise<boolean> {
    if (!isElementwise(node.operation) || elementTypeOf(node.dtype) === "f2") return false;
    const group = this.#groupOf(node);
    const room = takeRoom();
    try {
      const inputs = await this.#readLeaves(group, region, room);
      use({ kernel: group.kernel, inputs });
    } finally {
      room?.giveBack();
    }
    await this.#reader.budget.step(product(regionShape(region)));
    return true;
  }

  /** Items of which all that is read for them fits the room, or the budget. */
  tileItems(node: ArrayNode): number {
    const { leaves } = this.#groupOf(node);
    const read = leaves.reduce((total, leaf) => total + leaf.dtype.itemsize, 0);
    const budget = this.#reader.budget.tileBytes / (2 * read + 2 * node.dtype.itemsize + 8);
    return Math.max(1, Math.floor(Math.min(budget, ROOM_BYTES / Math.max(1, read))));
  }

  #groupOf(node: ArrayNode): FusedGroup {
    const groups = this.#numbersVary ? VARYING : FIXED;
    const group = groups.get(node) ?? fuse(node, this.#numbersVary);
    groups.set(node, group);
    return group;
  }

  async #runTile(
    group: FusedGroup,
    node: ArrayNode,
    tile: Tile,
    { result, shape }: { readonly result: Uint8Array; readonly shape: readonly number[] },
    room: Room | undefined,
  ): Promise<void> {
    const counts = regionShape(tile.region);
    const count = product(counts);
    const { itemsize } = node.dtype;
    room?.clear();
    const inputs = await this.#readLeaves(group, tile.region, room);
    const half = elementTypeOf(node.dtype) === "f2";
    const start = half ? undefined : isRunOf(shape, counts, tile.at);
    const run = start === undefined ? undefined : result.subarray(start * itemsize, (start + count) * itemsize);
    const output = run ?? new Uint8Array(count * sizeOf(group.output));
    group.kernel.run(inputs, [output], count);
    if (run === undefined) {
      // f2 is computed in wider floats.
      const items = half ? narrowToHalf(output, group.output === "f8" ? "f8" : "f4") : output;
      placeBox(items, counts, result, shape, tile.at, itemsize);
    }
    await this.#reader.budget.step(count);
  }

  /** The inputs of a group's kernel for a region: one item of a scalar, all others in full. */
  async #readLeaves(group: FusedGroup, region: Region, room: Room | undefined): Promise<Uint8Array[]> {
    const inputs: Uint8Array[] = [];
    for (const [index, leaf] of group.leaves.entries()) {
      const scalar = group.kernel.program.inputs[index]?.form === "scalar";
      const data = scalar
        ? await this.#reader.read(leaf, wholeRegion(leaf.shape))
        : await this.#reader.readExpanded(leaf, region, room);
      inputs.push(elementTypeOf(leaf.dtype) === "f2" ? widenHalf(data) : data);
    }
    return inputs;
  }
}
