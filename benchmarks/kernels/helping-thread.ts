/** The second of two threads that read slices of an array together. */
import { parentPort, workerData } from "node:worker_threads";
import { createChunkCodec } from "@caterva2/blosc2";
import { nodeDecompressors } from "@caterva2/blosc2/node";
import { openArray, type SharedSlice, takeTurns } from "./array-file.ts";

const array = await openArray(String(workerData), await createChunkCodec({ decompressors: nodeDecompressors }));
parentPort?.on("message", async (shared: SharedSlice) => {
  await takeTurns(array, shared);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
