import { memorySource, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { pluginContent, pluginFixtures, pluginFrame } from "../../test/plugin-fixtures.ts";
import { type CodecPlugin, createChunkCodec, openB2nd } from "../index.ts";
import { ndlzDecoder } from "./ndlz.ts";

const NAMES = Object.keys(pluginFixtures).filter((name) => name.startsWith("ndlz-"));

it.each(NAMES)("reads %s, which python-blosc2 wrote", async (name) => {
  const codec = await createChunkCodec();
  const array = await openB2nd(memorySource(pluginFrame(name)), { codec });
  expect((await array.read(wholeSelection(array.shape))).data).toEqual(pluginContent(name));
});

it("covers cells of both sides, in one stream and in several", () => {
  expect(NAMES).toEqual(["ndlz-4", "ndlz-4-split", "ndlz-8", "ndlz-8-split"]);
});

it("takes any bytes: it answers what was asked for, or refuses", async () => {
  const header = (rows: number, columns: number) => [2, rows, 0, 0, 0, columns, 0, 0, 0];
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 20 }),
    columns: fc.integer({ min: 1, max: 20 }),
    body: fc.uint8Array({ maxLength: 300 }),
    meta: fc.constantFrom(4, 8, 5),
    right: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, columns, body, meta, right }) => {
      const stream = Uint8Array.from([...header(rows, columns), ...body]);
      const length = rows * columns + (right ? 0 : 1);
      const decode = () => ndlzDecoder.decode(stream, { codec: 32, meta, typesize: 1, length });
      const code = await errorCode(decode);
      if (code === "none") expect(decode().length).toBe(length);
      else expect(code).toBe("blosc2.corrupt");
    }),
    { seed: 4, numRuns: 500 },
  );
});

it("gives way to a plug-in for the same codec", async () => {
  const own: CodecPlugin = {
    name: "own",
    codecs: [32],
    load: async () => ({ decode: (_stream, { length }) => new Uint8Array(length).fill(7) }),
  };
  const codec = await createChunkCodec({ plugins: [own] });
  const array = await openB2nd(memorySource(pluginFrame("ndlz-4")), { codec });
  const { data } = await array.read([
    { kind: "index", index: 0 },
    { kind: "range", start: 0, step: 1, count: 3 },
  ]);
  expect([...data]).toEqual([7, 7, 7]);
});
