import { chunkTargets } from "./chunk-targets.ts";
import { frameTargets } from "./frame-targets.ts";
import { pluginTargets } from "./plugin-targets.ts";

/** A decoder that must take any bytes. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid inputs that mutants are made of. */
  readonly seeds: readonly Uint8Array[];
  /**
   * Decodes one input; throws a CatervaError for bytes that it refuses. What it returns is compared byte by byte
   * with what the same seed gave before, to see that no request leaves anything behind.
   */
  decode(input: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Makes targets: loading seeds and decoders costs time that only a run pays. */
export type FuzzTargetMaker = () => Promise<readonly FuzzTarget[]>;

/** All decoders that are fuzzed. */
export const FUZZ_TARGETS: readonly FuzzTargetMaker[] = [chunkTargets, frameTargets, pluginTargets];
