import { PLACES } from "../memory.ts";

/** Columns that are reduced at a time, each with 8 bytes in every array of its state. */
export const MAX_COLUMNS = 2048;
/** Bytes from one array of the states of columns to the next. */
export const COLUMNS_BYTES = MAX_COLUMNS * 8;
/** Bytes from the result of one run to that of the next. */
export const RESULT_BYTES = 16;
export const MAX_RUNS = 4096;

const needed = Math.max(3 * COLUMNS_BYTES, MAX_RUNS * RESULT_BYTES);
if (needed > PLACES.state.length) throw new RangeError("the states of reductions do not fit their place");
