import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { formatDType } from "@caterva2/ndarray";
import { afterAll, beforeAll } from "vitest";
import { arraySourceContract } from "../../ndarray/test/array-source-contract.ts";
import { createClient } from "../src/index.ts";
import { type RangeServer, startRangeServer } from "./range-server.ts";

const codec = createChunkCodec();
let server: RangeServer;
let made = 0;
beforeAll(async () => {
  server = await startRangeServer();
});
afterAll(() => server.close());

arraySourceContract("a remote array", async (array) => {
  const path = `@public/array-${made++}.b2nd`;
  const bytes = encodeB2nd(array, { codec: await codec });
  const nbytes = array.data.length;
  const info = {
    shape: array.shape,
    chunks: array.shape,
    blocks: array.shape,
    dtype: formatDType(array.dtype),
    schunk: { cbytes: bytes.length, nbytes, cratio: nbytes / bytes.length, nchunks: 1, vlmeta: {} },
    mtime: null,
    accept_ranges: "bytes",
  };
  server.files.set(path, { bytes, etag: `"${made}"`, ranges: true, info });
  return { array: await createClient({ baseUrl: server.url }).openArray(path) };
});
