import { decodeMsgpack } from "@caterva2/blosc2";
import { describe, expect, it } from "vitest";
import { infoText } from "./json.ts";
import { toJson } from "./vlmeta-json.ts";

const json = (hex: string) => infoText({ v: toJson(decodeMsgpack(Uint8Array.fromHex(hex))) }).slice(5, -1);

describe("toJson", () => {
  // Payloads as python-blosc2 packs the values on the right; texts as existing servers answer them, where they do.
  it.each([
    ["93a95f5f7475706c655f5f0193a95f5f7475706c655f5f0203", "[1,[2,3]]", "nested tuples"],
    ["c40474657874", '"text"', "bytes of UTF-8"],
    ["c402fffe", '"//4="', "other bytes"],
    ["cb7ff8000000000000", "null", "NaN"],
    ["cb7ff0000000000000", "null", "infinity"],
    ["cf8000000000000005", "9223372036854775813", "2**63 + 5"],
    ["d38000000000000000", "-9223372036854775808", "-2**63"],
    ["d82c3ff00000000000004000000000000000", '"1+2j"', "a complex number"],
    ["d82c3ff8000000000000c000000000000000", '"1.5-2j"', "a negative imaginary part"],
    ["d82c00000000000000003ff0000000000000", '"1j"', "an imaginary number"],
    ["d82c7ff80000000000007ff0000000000000", '"nan+infj"', "complex NaN"],
    ["d62d9201a161", '[1,"a"]', "a set"],
    [
      "c72c2e83a5647479706581a3737472a33c6934a57368617065920103a464617461c40c000000000100000002000000",
      "[[0,1,2]]",
      "an int32 array",
    ],
    ["82a95f5f70726f746f5f5f01a17a02", '{"__proto__":1,"z":2}', "a key that is a trap in JavaScript"],
    ["810102", '{"1":2}', "a key that is no text"],
    ["d52a0102", '"AQI="', "another extension"],
    ["d52dc1c1", '"wcE="', "a set whose content is not readable"],
    ["c7242e83a5647479706581a3737472a33c6934a5736861706592ce7fffffff00a464617461c400", "[]", "no items"],
  ])("%s is %s: %s", (hex, text) => {
    expect(json(hex)).toBe(text);
  });

  it("does not overflow on sets within sets", () => {
    const levels = 20_000;
    const payload = new Uint8Array(6 * levels + 1);
    const view = new DataView(payload.buffer);
    for (let at = 0; at < 6 * levels; at += 6) {
      payload[at] = 0xc9;
      view.setUint32(at + 1, payload.length - at - 6);
      payload[at + 5] = 45;
    }
    payload[6 * levels] = 0x90;
    expect(typeof toJson(decodeMsgpack(payload))).toBe("string");
  });
});
