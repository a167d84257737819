/** Bytes that the decoders of plug-ins keep after a call, all of this thread together. */
let most = 64 * 1024 * 1024;

/** By decoder, of those that are still in use. */
const kept = new Map<WeakRef<object>, number>();

/** How much the decoders of plug-ins may keep for the next call. */
export function limitPluginMemory(bytes: number): void {
  most = bytes;
}

/** Bytes that they keep. */
export function pluginMemoryBytes(): number {
  let sum = 0;
  for (const bytes of kept.values()) sum += bytes;
  return sum;
}

/** Whether a decoder may keep its memory of so many bytes; if not, it makes itself a new one. */
export function mayKeep(decoder: object, bytes: number): boolean {
  for (const known of kept.keys()) {
    const owner = known.deref();
    if (owner === undefined || owner === decoder) kept.delete(known);
  }
  const fits = pluginMemoryBytes() + bytes <= most;
  if (fits) kept.set(new WeakRef(decoder), bytes);
  return fits;
}
