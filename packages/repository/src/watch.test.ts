import { type MemoryStorage, memoryStorage } from "@caterva2/storage";
import { expect, test } from "vitest";
import { resolve } from "./resolve.ts";
import type { Change } from "./types.ts";
import { watchFound } from "./watch.ts";

const byte = Uint8Array.of(1);

async function follow(storage: MemoryStorage, key: string) {
  const seen: Change[] = [];
  const changes = await watchFound(await resolve({ storage, root: "@public", scope: "@public", key }), (change) =>
    seen.push(change),
  );
  return { seen, changes };
}

test("tells changes by the names that clients see, and many of one file once", async () => {
  const storage = memoryStorage({ "d/a.b2nd": byte, "d/notes.md.b2": byte });
  const { seen, changes } = await follow(storage, "d");
  for (let round = 0; round < 5; round += 1) storage.put("d/a.b2nd", byte);
  storage.put("d/a.b2nd.b2lock", byte);
  storage.put("d/s.b2d/x.b2nd", byte);
  storage.remove("d/notes.md.b2");
  storage.put("other/x", byte);
  await expect.poll(() => seen.length).toBe(3);
  expect(seen).toEqual([
    { path: "@public/d/a.b2nd", kind: "changed" },
    { path: "@public/d/s.b2d", kind: "changed" },
    { path: "@public/d/notes.md", kind: "removed" },
  ]);
  changes.close();
  storage.put("d/a.b2nd", byte);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(seen).toHaveLength(3);
});

test("follows one file alone, also when it is at the top", async () => {
  const storage = memoryStorage({ "a.b2nd": byte, "b.b2nd": byte });
  const { seen, changes } = await follow(storage, "a.b2nd");
  storage.put("b.b2nd", byte);
  storage.put("a.b2nd", byte);
  await expect.poll(() => seen).toEqual([{ path: "@public/a.b2nd", kind: "changed" }]);
  changes.close();
});
