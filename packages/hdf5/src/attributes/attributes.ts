import { attempt, isProblem } from "../format/attempt.ts";
import type { GlobalHeap } from "../format/global-heap.ts";
import type { Metadata } from "../format/metadata.ts";
import type { Message } from "../format/object-header.ts";
import type { SharedMessages } from "../format/shared-message.ts";
import { findAttributes } from "./read.ts";
import { AttributeDecoder, type AttributeValue } from "./value.ts";

/** An attribute that cannot be shown. */
export interface AttributeProblem {
  /** Undefined where the damage is such that not even the name is known. */
  readonly name: string | undefined;
  readonly message: string;
}

/** What is known of the attributes of an object, in their order in the file. */
export interface Attributes {
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly problems: readonly AttributeProblem[];
}

/** Reads and decodes the attributes of an object, each on its own. */
export async function readAttributes(
  metadata: Metadata,
  shared: SharedMessages,
  heap: GlobalHeap,
  messages: readonly Message[],
): Promise<Attributes> {
  const values = new Map<string, AttributeValue>();
  const problems: AttributeProblem[] = [];
  for (const { name, stored } of await findAttributes(metadata, shared, messages)) {
    const value = isProblem(stored)
      ? stored
      : await attempt(() => new AttributeDecoder(heap, metadata.widths).decode(stored));
    if (isProblem(value)) problems.push({ name, message: value.message });
    else if (name !== undefined) values.set(name, value);
  }
  return { values, problems };
}
