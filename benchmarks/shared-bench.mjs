import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PLACE = fileURLToPath(new URL("../../shared/bench", import.meta.url));

/** Where the programs and inputs lie that measure any server or library alike: beside the checkout. Ends the program without them. */
export function sharedBench() {
  if (existsSync(join(PLACE, "cases.py"))) return PLACE;
  console.error(`What measures both sides lies beside the checkout, in ${PLACE}; it is not there.`);
  process.exit(2);
}
