/**
 * What every kernel relies on. The caller (src/kernels) lays out memory so that around each buffer
 * `SLACK` bytes may be read and, behind output and scratch buffers, written. A kernel may therefore copy
 * in whole vectors: what lands in the slack, or beyond the current position, is never part of a result.
 */
export const SLACK: usize = 64;

/** In place of an address where a decoder may stop: it goes on to the end. */
export const NO_STOP: usize = usize.MAX_VALUE;

/** Answers of decoders: bytes written, or one of these. */
export const CORRUPT: i32 = -1;
export const UNSUPPORTED: i32 = -2;
