/** What is known of the connection to the server. */
export interface Link {
  /** Megabits a second; undefined when nothing large enough has come yet. */
  readonly speed: number | undefined;
  /** The browser was told to save data (Network Information API, which not all have). */
  readonly saveData: boolean;
}

/** Most items that are read at once over slow connections, by their speed in megabits a second. */
const SLOW = [
  { below: 2, items: 2 ** 18 },
  { below: 8, items: 2 ** 21 },
] as const;

/** How many of at most `most` items to read at once: fewer where that would take minutes, or be paid for by the byte. */
export function itemBudget(most: number, { speed, saveData }: Link = ownLink()): number {
  const step = saveData ? SLOW[0] : SLOW.find(({ below }) => speed !== undefined && speed < below);
  return Math.min(most, step?.items ?? most);
}

/** Smaller answers tell how far away the server is, not how fast it sends; in bytes. */
const TELLING = 20_000;

/** What the page has seen itself: estimates of browsers are of all networks that they have been in. */
function ownLink(): Link {
  const connection: unknown = Reflect.get(navigator, "connection");
  const saveData = Reflect.get(Object(connection), "saveData") === true;
  return { speed: speedOf(performance.getEntriesByType("resource") as PerformanceResourceTiming[]), saveData };
}

/** What a page knows of something that it has received: bytes, and times in ms. */
type Received = Pick<PerformanceResourceTiming, "transferSize" | "responseStart" | "responseEnd">;

/** The speed of the fastest telling answer, in megabits a second: others may have shared the line. */
export function speedOf(received: readonly Received[]): number | undefined {
  const speeds = received
    .filter(({ transferSize }) => transferSize >= TELLING)
    .map(({ transferSize, responseStart, responseEnd }) => (transferSize * 8) / 1000 / (responseEnd - responseStart));
  return speeds.length === 0 ? undefined : Math.max(...speeds);
}
