import { type ArraySource, applySelection, CatervaError, product, selectionShape } from "@caterva2/ndarray";
import { type ArrayNode, inputsOf, isElementwise, type Operation } from "../graph/node.ts";
import { type Region, regionShape, regionThroughView, selectionOf, wholeRegion } from "../graph/view.ts";
import { ROOM_BYTES, type Room, takeRoom } from "../kernel/wasm/room.ts";
import { sameShape } from "../types/broadcast.ts";
import { arrangeView, broadcastRegion, expandTo, placeBox } from "./boxes.ts";
import { Budget, type EvaluateOptions } from "./budget.ts";
import { constantBytes } from "./constant-bytes.ts";
import { type CostSource, costOf, stepsOf } from "./cost.ts";
import { generate } from "./generate.ts";
import { Groups } from "./groups.ts";
import { readMatmul } from "./matmul.ts";
import { EvaluationMemory, type ScanCarry } from "./memory.ts";
import { toNative } from "./native.ts";
import { readReduction, reductionPart } from "./reduce.ts";
import type { Computation, RegionReader } from "./region-reader.ts";
import { readReshape } from "./reshape.ts";
import { readScan } from "./scan.ts";
import type { ReductionPlace, ShareParts } from "./share.ts";
import { readText } from "./text.ts";
import type { TileGrid } from "./tiles.ts";

/** Results of reductions and the like that are kept for the next read. */
const KEPT_BYTES = 2 ** 25;

/** What is costly to compute. */
const KEPT: ReadonlySet<Operation["kind"]> = new Set(["reduce", "scan", "matmul", "reshape"]);

type Of<K extends Operation["kind"]> = Extract<Operation, { kind: K }>;

/**
 * Computes regions of the nodes of a graph over sources. It keeps small results of reductions, so one evaluation
 * serves all reads of a lazy array; sources are snapshots, so what is kept stays right.
 */
export class Evaluation implements RegionReader {
  readonly budget: Budget;
  readonly share: ShareParts | undefined;
  readonly #sources: readonly (ArraySource & CostSource)[];
  readonly #groups: Groups;
  readonly #memory: EvaluationMemory;

  constructor(sources: readonly (ArraySource & CostSource)[], options: EvaluateOptions) {
    this.#sources = sources;
    this.budget = new Budget(options);
    this.share = options.share;
    this.#groups = new Groups(this, options.numbersVary === true);
    this.#memory = options.memory ?? new EvaluationMemory();
  }

  get carries(): Map<number, ScanCarry> {
    return this.#memory.carries;
  }

  /** About how many items a region takes. */
  cost(node: ArrayNode, region: Region): number {
    return costOf(node, region, this.#sources, (one, wanted) => this.#missing(one, wanted));
  }

  /** About how many items the budget's steps count for a region. */
  steps(node: ArrayNode, region: Region): number {
    return stepsOf(node, region, this.#sources, (one, wanted) => this.#missing(one, wanted));
  }

  async read(node: ArrayNode, region: Region): Promise<Uint8Array> {
    const { operation } = node;
    this.budget.allocate(product([...regionShape(region), node.dtype.itemsize]));
    if (region.some((span) => span.count === 0)) return new Uint8Array(0);
    switch (operation.kind) {
      case "operand":
        return this.#readOperand(node, operation, region);
      case "constant":
      case "text-constant":
        return constantBytes(node);
      case "apply":
      case "cast":
      case "select":
        return this.#groups.read(node, region);
      case "view":
        return this.#readView(node, operation, region);
      case "generate":
        return generate(operation.formula, operation.type, node.shape, region);
      case "concat":
        return this.#readConcat(node, operation, region);
      case "diagonal":
        return this.#readDiagonal(node, operation, region);
      case "reduce":
      case "scan":
      case "matmul":
      case "reshape":
        return this.#readKept(node, region);
      case "text-compare":
      case "text-check":
      case "text-case":
      case "text-join":
      case "text-select":
        return readText(this, node, operation, region);
    }
  }

  /** Reads a region into memory that has just its bytes. */
  async readInto(node: ArrayNode, region: Region, target: Uint8Array): Promise<void> {
    const empty = region.some((span) => span.count === 0);
    if (!empty && isElementwise(node.operation)) await this.#groups.read(node, region, target);
    else target.set(await this.read(node, region));
  }

  /** The state of a part of a reduction under `root`. @throws internal.unexpected where there is none such */
  async reducePart(root: ArrayNode, place: ReductionPlace, part: number): Promise<Uint8Array> {
    const operation = nodeUnder(root, place.node)?.operation;
    if (operation?.kind !== "reduce") throw new CatervaError("internal.unexpected", "There is no such reduction.");
    return reductionPart(this, operation, place, part);
  }

  async borrow(node: ArrayNode, region: Region, use: (items: Uint8Array) => void): Promise<void> {
    const room = takeRoom();
    try {
      const placed = room && (await this.#readPlaced(node, region, room));
      use(placed ?? (await this.read(node, region)));
    } finally {
      room?.giveBack();
    }
  }

  tileItems(node: ArrayNode): number {
    const most = Math.max(1, Math.floor(this.budget.tileBytes / 32));
    if (isElementwise(node.operation)) return Math.min(most, this.#groups.tileItems(node));
    return node.operation.kind === "operand" ? Math.min(most, Math.floor(ROOM_BYTES / node.dtype.itemsize)) : most;
  }

  async readExpanded(node: ArrayNode, region: Region, room?: Room): Promise<Uint8Array> {
    const own = broadcastRegion(node.shape, region);
    const placed = room && (await this.#readPlaced(node, own, room));
    const data = placed ?? (await this.read(node, own));
    return expandTo(data, regionShape(own), regionShape(region), node.dtype.itemsize);
  }

  compute(node: ArrayNode, region: Region, use: (computation: Computation) => void): Promise<boolean> {
    return this.#groups.compute(node, region, use);
  }

  gridOf(node: ArrayNode): TileGrid | undefined {
    return gridOf(node, this.#sources);
  }

  /** A region of an operand that its source reads into the room; undefined for others, and where there is no place. */
  async #readPlaced(node: ArrayNode, region: Region, room: Room): Promise<Uint8Array | undefined> {
    if (node.operation.kind !== "operand") return undefined;
    const source = this.#sources[node.operation.operand];
    const target = source?.readInto && room.place(product([...regionShape(region), node.dtype.itemsize]));
    if (target === undefined) return undefined;
    if (target.length > 0) await source?.readInto?.(selectionOf(region), target);
    return toNative(target, node.dtype);
  }

  async #readOperand(node: ArrayNode, operation: Of<"operand">, region: Region): Promise<Uint8Array> {
    const source = this.#sources[operation.operand];
    if (source === undefined) throw new CatervaError("internal.unexpected", "An operand is not there.");
    const selection = selectionOf(region);
    const read = await source.read(selection);
    const expected = product([...selectionShape(selection), node.dtype.itemsize]);
    if (read.data.length !== expected) {
      throw new CatervaError("internal.unexpected", `An operand gave ${read.data.length} bytes for ${expected}.`);
    }
    return toNative(read.data, node.dtype);
  }

  async #readView(node: ArrayNode, operation: Of<"view">, region: Region): Promise<Uint8Array> {
    const { input, backwards } = regionThroughView(operation.view, region);
    const data = await this.read(operation.input, input);
    const size = node.dtype.itemsize;
    return arrangeView(data, regionShape(input), operation.view, backwards, regionShape(region), size);
  }

  async #readConcat(node: ArrayNode, operation: Of<"concat">, region: Region): Promise<Uint8Array> {
    const shape = regionShape(region);
    const size = node.dtype.itemsize;
    const result = new Uint8Array(product(shape) * size);
    const along = region[operation.axis] ?? { start: 0, step: 1, count: 0 };
    let before = 0;
    for (const input of operation.inputs) {
      const extent = input.shape[operation.axis] ?? 0;
      const first = Math.max(0, Math.ceil((before - along.start) / along.step));
      const end = Math.min(along.count, Math.ceil((before + extent - along.start) / along.step));
      if (end > first) {
        const span = { start: along.start + first * along.step - before, step: along.step, count: end - first };
        const part = region.map((one, axis) => (axis === operation.axis ? span : one));
        const at = region.map((_, axis) => (axis === operation.axis ? first : 0));
        placeBox(await this.read(input, part), regionShape(part), result, shape, at, size);
      }
      before += extent;
    }
    return result;
  }

  /** Squares along the diagonal, of which the diagonal is taken. */
  async #readDiagonal(node: ArrayNode, operation: Of<"diagonal">, region: Region): Promise<Uint8Array> {
    const shape = regionShape(region);
    const size = node.dtype.itemsize;
    const result = new Uint8Array(product(shape) * size);
    const last = region.length - 1;
    const along = region[last] ?? { start: 0, step: 1, count: 0 };
    const side = 128;
    for (let at = 0; at < along.count; at += side) {
      const count = Math.min(side, along.count - at);
      const first = along.start + at * along.step;
      const rows = { start: first + Math.max(0, -operation.offset), step: along.step, count };
      const columns = { start: first + Math.max(0, operation.offset), step: along.step, count };
      const data = await this.read(operation.input, [...region.slice(0, last), rows, columns]);
      const outer = product(shape.slice(0, last));
      for (let matrix = 0; matrix < outer; matrix += 1) {
        for (let place = 0; place < count; place += 1) {
          const from = (matrix * count * count + place * count + place) * size;
          const to = (matrix * along.count + at + place) * size;
          result.set(data.subarray(from, from + size), to);
        }
      }
    }
    return result;
  }

  /** Reads what is costly to compute: small results are kept, whole ones from the second read of another region on. */
  async #readKept(node: ArrayNode, region: Region): Promise<Uint8Array> {
    const wanted = this.#missing(node, region);
    const kept = this.#memory.kept.get(node.id);
    if (wanted === undefined && kept !== undefined) {
      return sameRegion(kept.region, region) ? kept.data : cut(kept.data, node, region);
    }
    const computed = wanted ?? region;
    const data = await this.#compute(node, computed);
    const size = product([...regionShape(computed), node.dtype.itemsize]);
    if (size <= KEPT_BYTES) this.#memory.kept.set(node.id, { region: computed, data });
    return sameRegion(computed, region) ? data : cut(data, node, region);
  }

  /** What is computed when a region of a node is read; undefined if it is kept. */
  #missing(node: ArrayNode, region: Region): Region | undefined {
    if (!KEPT.has(node.operation.kind)) return region;
    const whole = wholeRegion(node.shape);
    const kept = this.#memory.kept.get(node.id);
    if (kept !== undefined && (sameRegion(kept.region, region) || sameRegion(kept.region, whole))) return undefined;
    const bytes = product([...node.shape, node.dtype.itemsize]);
    return (kept !== undefined || node.operation.kind === "reshape") && bytes <= KEPT_BYTES ? whole : region;
  }

  #compute(node: ArrayNode, region: Region): Promise<Uint8Array> {
    const { operation } = node;
    switch (operation.kind) {
      case "reduce":
        return readReduction(this, node, operation, region);
      case "scan":
        return readScan(this, node, operation, region);
      case "matmul":
        return readMatmul(this, node, operation, region);
      case "reshape":
        return readReshape(this, node, operation, region);
      default:
        throw new CatervaError("internal.unexpected", `${operation.kind} is not kept.`);
    }
  }
}

/** The node of that number among those that `root` is computed of. */
function nodeUnder(root: ArrayNode, id: number): ArrayNode | undefined {
  const seen = new Set([root]);
  // A set is iterated over what is added meanwhile.
  for (const node of seen) {
    if (node.id === id) return node;
    for (const input of inputsOf(node.operation)) seen.add(input);
  }
  return undefined;
}

/** A region of a whole array in memory. */
function cut(data: Uint8Array, node: ArrayNode, region: Region): Uint8Array {
  const selection = selectionOf(region);
  return applySelection({ dtype: node.dtype, shape: node.shape, data }, selection).data;
}

function sameRegion(a: Region, b: Region): boolean {
  return a.every((span, axis) => {
    const other = b[axis];
    if (other === undefined || span.count !== other.count) return false;
    return span.count === 0 || (span.start === other.start && (span.count === 1 || span.step === other.step));
  });
}

/** The grid of an operand under a node that has the node's shape. */
function gridOf(node: ArrayNode, sources: readonly (ArraySource & CostSource)[]): TileGrid | undefined {
  const open = [node];
  const seen = new Set<ArrayNode>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next) || !sameShape(next.shape, node.shape)) continue;
    seen.add(next);
    if (next.operation.kind === "operand") {
      const { chunks, blocks } = sources[next.operation.operand] ?? {};
      if (chunks !== undefined) return { chunks, blocks };
    }
    if (isElementwise(next.operation) || next.operation.kind.startsWith("text")) open.push(...inputsOf(next.operation));
  }
  return undefined;
}
