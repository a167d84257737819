import { inflateRawSync } from "node:zlib";
import { isCatervaError } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { type Member, zipped } from "./zip-stream.ts";

const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => (index * index) % 251);

function member(name: string, content: Uint8Array, more: Partial<Member> = {}): Member {
  const pieces = (async function* () {
    for (let at = 0; at < content.length; at += 1000) yield content.subarray(at, at + 1000);
  })();
  return { name, size: content.length, mtimeMs: 0, packs: true, pieces, ...more };
}

async function* each(...members: Member[]): AsyncGenerator<Member> {
  yield* members;
}

async function joined(members: AsyncIterable<Member>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of zipped(members)) parts.push(part);
  return Buffer.concat(parts);
}

describe("an archive", () => {
  test("holds the content of each member behind its header", async () => {
    const archive = await joined(each(member("a", bytes(5000)), member("b", bytes(10), { packs: false })));
    const mark = Buffer.from("PK\x01\x02", "latin1");
    const lines = [archive.indexOf(mark), archive.lastIndexOf(mark)];
    for (const [index, content] of [bytes(5000), bytes(10)].entries()) {
      const record = lines[index] ?? 0;
      const offset = archive.readUInt32LE(record + 42);
      const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
      const packed = archive.subarray(start, start + archive.readUInt32LE(record + 20));
      expect(new Uint8Array(inflateRawSync(packed))).toEqual(content);
    }
  });

  test("of nothing is one all the same", async () => {
    expect((await joined(each())).length).toBe(22);
  });

  test("is no archive if a member has not the size that it says", async () => {
    for (const size of [4999, 5001]) {
      await expect(joined(each(member("a", bytes(5000), { size })))).rejects.toSatisfy((error) =>
        isCatervaError(error, "source.changed"),
      );
    }
  });

  test("asks for nothing ahead, and closes what it has open when it is given up", async () => {
    const seen: string[] = [];
    const members = (async function* () {
      for (const name of ["a", "b"]) {
        seen.push(`open ${name}`);
        try {
          yield member(name, bytes(1_000_000), { packs: false });
        } finally {
          seen.push(`close ${name}`);
        }
      }
    })();
    let parts = 0;
    for await (const _part of zipped(members)) {
      parts += 1;
      if (parts === 3) break;
    }
    expect(seen).toEqual(["open a", "close a"]);
  });
});
