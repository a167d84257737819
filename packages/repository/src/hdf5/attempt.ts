import { saysOfFile } from "../says-of-file.ts";

/** What an action gives; undefined if a part of the file is damaged or unknown, which must not hide the others. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (saysOfFile(error)) return undefined;
    throw error;
  }
}
