import { browserCompressors } from "../../src/browser.ts";

/** Stands for the door of Node: what tests there call `nodeCompressors` are the browser's here. */
export const nodeCompressors = await browserCompressors();
/** A page has no decompressors but the kernels. */
export const nodeDecompressors = {};
