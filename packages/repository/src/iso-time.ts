/**
 * ISO 8601 UTC with microseconds, `2026-11-23T12:08:56.776651Z`; whole seconds have no fraction.
 * Rounded half to even from a double, as existing servers write the same file's time: clients
 * compare these texts.
 */
export function isoTime(mtimeNs: bigint): string {
  const whole = mtimeNs / 1_000_000_000n - (mtimeNs % 1_000_000_000n < 0n ? 1n : 0n);
  const double = Number(whole) + Number(mtimeNs - whole * 1_000_000_000n) * 1e-9;
  const micros = roundHalfEven((double - Math.floor(double)) * 1e6);
  const seconds = Math.floor(double) + Math.floor(micros / 1e6);
  const text = new Date(Math.min(Math.max(seconds, MIN_SECONDS), MAX_SECONDS) * 1000).toISOString().slice(0, 19);
  const fraction = micros % 1e6;
  return fraction === 0 ? `${text}Z` : `${text}.${String(fraction).padStart(6, "0")}Z`;
}

/** Years 1 to 9999: file systems can hold times that no date can. */
const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
