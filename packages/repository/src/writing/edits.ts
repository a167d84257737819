import type { FramePiece } from "@caterva2/blosc2";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { Growth } from "@caterva2/storage";
import { sidecarKey } from "./forms.ts";
import type { Ledger } from "./ledger.ts";
import type { WriteLocation } from "./target.ts";
import type { PlannedEdit } from "./types.ts";

/** Times that an edit is planned anew because somebody else has written the file meanwhile, by hand. */
const ATTEMPTS = 3;

/** Plans an edit and makes it true. The caller holds the path. */
export async function applyEdit<A>(
  place: WriteLocation,
  ledger: Ledger,
  plan: () => Promise<PlannedEdit<A>>,
): Promise<A> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { change, answer, ...from } = await plan();
      if (change?.kind === "growth") await grow(place, ledger, from, change.growth);
      if (change?.kind === "rewrite") await rewrite(place, ledger, from, change.pieces);
      return answer;
    } catch (error) {
      if (attempt === ATTEMPTS || !isCatervaError(error, "source.changed")) throw error;
    }
  }
}

/** The version of the file that a plan is for. */
type Planned = Pick<PlannedEdit<unknown>, "version" | "size">;

async function grow({ storage, key }: WriteLocation, ledger: Ledger, from: Planned, growth: Growth): Promise<void> {
  const difference = growth.end + growth.tail.reduce((sum, part) => sum + part.byteLength, 0) - from.size;
  await ledger.settle(difference);
  try {
    await storage.grow(key, from.version, growth);
  } catch (error) {
    await ledger.settle(-difference);
    throw error;
  }
}

async function rewrite(
  { storage, key }: WriteLocation,
  ledger: Ledger,
  from: Planned,
  pieces: readonly FramePiece[],
): Promise<void> {
  const file = await storage.open(key);
  const draft = await storage.draft();
  try {
    if (file.entry.version !== from.version)
      throw new CatervaError("source.changed", "The file is another one by now.");
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) await draft.append(piece);
      else {
        const { offset, length } = piece.copy;
        for await (const part of file.stream(offset, offset + length)) await draft.append(part);
      }
    }
    const difference = draft.size - file.size;
    await ledger.settle(difference);
    try {
      await draft.commit(key);
    } catch (error) {
      await ledger.settle(-difference);
      throw error;
    }
  } finally {
    await draft.discard();
    await file.close();
  }
}

const SIDECAR_BYTES = 16;
const GENERATION_AT = 8;

/**
 * Counts the generation in the lock sidecar of an array that is being filled up by one: other programs that have the
 * array open see by it that it is another. 8 zero bytes, then the generation, 64 bits, little-endian.
 */
export async function countGeneration({ storage, key }: WriteLocation): Promise<void> {
  const sidecar = sidecarKey(key);
  const bytes = new Uint8Array(SIDECAR_BYTES);
  const view = new DataView(bytes.buffer);
  const entry = await storage.stat(sidecar);
  if (entry?.kind === "file" && entry.size === SIDECAR_BYTES) {
    const file = await storage.open(sidecar);
    bytes.set(await file.read(0, SIDECAR_BYTES));
    await file.close();
  }
  view.setBigUint64(GENERATION_AT, view.getBigUint64(GENERATION_AT, true) + 1n, true);
  const draft = await storage.draft();
  try {
    await draft.append(bytes);
    await draft.commit(sidecar);
  } finally {
    await draft.discard();
  }
}
