import { constants } from "node:fs";
import { copyFile, type FileHandle, open } from "node:fs/promises";
import { EarlyFlush } from "./early-flush.ts";
import { systemCode } from "./fs-errors.ts";
import { writePieces } from "./written-file.ts";

/** Bytes that are read and written at a time. A file of no more is copied by one call. */
const PIECE = 1024 * 1024;

/** What the system says where two files cannot share their blocks. */
const NO_SHARING: ReadonlySet<string> = new Set(["ENOTSUP", "EOPNOTSUPP", "EXDEV", "EINVAL", "ENOSYS", "ENOTTY"]);

/**
 * Copies a file to a new path; the copy is on disk once this ends. Where the file system can, the two share their
 * blocks, each of them until it is written. @throws errors of the system
 */
export async function copyFileDurably(from: string, to: string): Promise<void> {
  const source = await open(from, "r");
  try {
    const { size, mode } = await source.stat();
    const copied = size <= PIECE ? copyFile(from, to, constants.COPYFILE_EXCL) : shareBlocks(from, to);
    if ((await copied) === false) return await copyPieces(source, to, mode);
  } finally {
    await source.close();
  }
  const copy = await open(to, "r");
  try {
    await copy.datasync();
  } finally {
    await copy.close();
  }
}

/** Whether the file system did it. */
async function shareBlocks(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (NO_SHARING.has(systemCode(error))) return false;
    throw error;
  }
}

/**
 * One piece is read while the one before is written and those before that go to the disk: one call for the whole file
 * would leave all of the disk's work to the end.
 */
async function copyPieces(source: FileHandle, to: string, mode: number): Promise<void> {
  const copy = await open(to, "wx", mode);
  const flush = new EarlyFlush(copy);
  const buffers = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)] as const;
  let writing: Promise<void> | undefined;
  const write = async (bytes: Uint8Array, position: number) => {
    await writePieces(copy, [bytes], position);
    flush.wrote(bytes.byteLength);
  };
  try {
    for (let at = 0, turn = 0; ; turn += 1) {
      const target = buffers[turn % 2 === 0 ? 0 : 1];
      const { bytesRead } = await source.read(target, 0, PIECE, at);
      await writing;
      if (bytesRead === 0) break;
      writing = write(target.subarray(0, bytesRead), at);
      // Met by whoever waits for it; until then it must not count as unhandled.
      writing.catch(() => undefined);
      at += bytesRead;
    }
    await flush.finish();
    // What `mode` says less whatever this process takes from new files.
    await copy.chmod(mode);
  } finally {
    await writing?.catch(() => undefined);
    await flush.stop();
    await copy.close();
    for (const { buffer } of buffers) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }
}
