import { memorySource } from "@caterva2/ndarray";
import { arraySourceContract } from "../../../ndarray/test/array-source-contract.ts";
import { codec } from "../../test/codec.ts";
import { encodeB2nd, openB2nd } from "../index.ts";

arraySourceContract("a b2nd frame in memory", async (array) => ({
  array: await openB2nd(memorySource(encodeB2nd(array, { codec })), { codec }),
}));

arraySourceContract("a b2nd frame of many small chunks", async (array) => {
  const chunks = array.shape.map((extent) => Math.max(1, Math.ceil(extent / 3)));
  const blocks = chunks.map((extent) => Math.max(1, Math.ceil(extent / 2)));
  const usable = array.shape.length > 0 && !array.shape.includes(0);
  const frame = encodeB2nd(array, usable ? { codec, chunks, blocks } : { codec });
  return { array: await openB2nd(memorySource(frame), { codec }) };
});
